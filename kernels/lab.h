// Constants of CIE L*a*b* that rgbToLab, labToRgb and modulate share, of 8 and of 16 bits. White is D65; linear light and f as in
// kernels/curves.h.
#pragma once

#include <cstdint>

namespace pixlane {

// From linear sRGB to X, Y and Z, each by its white's, of which the rows sum to 1; and in 14 fraction bits.
inline constexpr double kXyzOfRgb[3][3] = {{0.43388734556603986, 0.3762240091374987, 0.1898886452964614},
                                           {0.21263900587151036, 0.7151686787677559, 0.07219231536073371},
                                           {0.01775004007097326, 0.10944762085523849, 0.8728023390737882}};
inline constexpr int16_t kXyzWeights[9] = {7109, 6164, 3111, 3484, 11717, 1183, 291, 1793, 14300};

// And back.
inline constexpr double kRgbWeights[3][3] = {{3.080399090679465, -1.5373831775700941, -0.5430159131093713},
                                             {-0.9212233588602766, 1.8759675015077204, 0.045255857352556265},
                                             {0.05287393897036446, -0.20397695888897652, 1.151103019918612}};

// f is 16384 times what it is by definition.
inline constexpr double kLabOne = 16384;
inline constexpr double kLabBlack = kLabOne * 16 / 116;
// Linear 15 of white, by the cube of one.
inline constexpr double kWhiteByCube = 32767.0 / (kLabOne * kLabOne * kLabOne);

}  // namespace pixlane
