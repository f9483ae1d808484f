// Constants of Oklab, by Bjorn Ottosson, that the kernels of 8 and of 16 bits share.
#pragma once

#include <cstdint>

namespace pixlane {

// From linear sRGB to LMS: as published, and in 14 bits, the rows of which sum to 1.
inline constexpr double kLmsOfRgb[3][3] = {
    {0.4122214708, 0.5363325363, 0.0514459929}, {0.2119034982, 0.6806995451, 0.1073969566}, {0.0883024619, 0.2817188376, 0.6299787005}};
inline constexpr int16_t kLmsWeights[9] = {6754, 8787, 843, 3472, 11152, 1760, 1447, 4616, 10321};
// From its cube roots to Oklab, of which a step of a or b is 0.8 / 255.
inline constexpr double kOklabWeights[3][3] = {{0.2104542553, 0.7936177850, -0.0040720468},
                                               {1.9779984951 / 0.8, -2.4285922050 / 0.8, 0.4505937099 / 0.8},
                                               {0.0259040371 / 0.8, 0.7827717662 / 0.8, -0.8086757660 / 0.8}};
// From Oklab's a and b to those roots, L's weight being 1.
inline constexpr double kRootWeights[3][2] = {{0.3963377774, 0.2158037573}, {-0.1055613458, -0.0638541728}, {-0.0894841775, -1.2914855480}};
// From LMS to linear sRGB.
inline constexpr double kRgbOfLms[3][3] = {{4.0767416621, -3.3077115913, 0.2309699292},
                                           {-1.2684380046, 2.6097574011, -0.3413193965},
                                           {-0.0041960863, -0.7034186147, 1.7076147010}};

}  // namespace pixlane
