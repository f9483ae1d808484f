/**
 * What a tag's value becomes: `text`; one `number`; several; the `bytes` as they are; `comment`, which is text behind the name of its
 * character set.
 */
type Kind = 'text' | 'number' | 'numbers' | 'bytes' | 'comment';
type Tags = Readonly<Record<number, readonly [name: string, kind: Kind]>>;

/** Names of tags by number: TIFF 6.0, Exif 2.32 and 3.0. */
export const IMAGE_TAGS = {
  270: ['imageDescription', 'text'],
  271: ['make', 'text'],
  272: ['model', 'text'],
  274: ['orientation', 'number'],
  282: ['xResolution', 'number'],
  283: ['yResolution', 'number'],
  296: ['resolutionUnit', 'number'],
  305: ['software', 'text'],
  306: ['dateTime', 'text'],
  315: ['artist', 'text'],
  316: ['hostComputer', 'text'],
  318: ['whitePoint', 'numbers'],
  319: ['primaryChromaticities', 'numbers'],
  529: ['yCbCrCoefficients', 'numbers'],
  531: ['yCbCrPositioning', 'number'],
  532: ['referenceBlackWhite', 'numbers'],
  18246: ['rating', 'number'],
  33432: ['copyright', 'text'],
} as const satisfies Tags;

export const PHOTO_TAGS = {
  33434: ['exposureTime', 'number'],
  33437: ['fNumber', 'number'],
  34850: ['exposureProgram', 'number'],
  34855: ['iso', 'number'],
  34864: ['sensitivityType', 'number'],
  34866: ['recommendedExposureIndex', 'number'],
  36864: ['exifVersion', 'text'],
  36867: ['dateTimeOriginal', 'text'],
  36868: ['dateTimeDigitized', 'text'],
  36880: ['offsetTime', 'text'],
  36881: ['offsetTimeOriginal', 'text'],
  36882: ['offsetTimeDigitized', 'text'],
  37377: ['shutterSpeedValue', 'number'],
  37378: ['apertureValue', 'number'],
  37379: ['brightnessValue', 'number'],
  37380: ['exposureBias', 'number'],
  37381: ['maxApertureValue', 'number'],
  37382: ['subjectDistance', 'number'],
  37383: ['meteringMode', 'number'],
  37384: ['lightSource', 'number'],
  37385: ['flash', 'number'],
  37386: ['focalLength', 'number'],
  37396: ['subjectArea', 'numbers'],
  37500: ['makerNote', 'bytes'],
  37510: ['userComment', 'comment'],
  37520: ['subSecTime', 'text'],
  37521: ['subSecTimeOriginal', 'text'],
  37522: ['subSecTimeDigitized', 'text'],
  40961: ['colorSpace', 'number'],
  40962: ['pixelXDimension', 'number'],
  40963: ['pixelYDimension', 'number'],
  41486: ['focalPlaneXResolution', 'number'],
  41487: ['focalPlaneYResolution', 'number'],
  41488: ['focalPlaneResolutionUnit', 'number'],
  41493: ['exposureIndex', 'number'],
  41495: ['sensingMethod', 'number'],
  41985: ['customRendered', 'number'],
  41986: ['exposureMode', 'number'],
  41987: ['whiteBalance', 'number'],
  41988: ['digitalZoomRatio', 'number'],
  41989: ['focalLengthIn35mmFilm', 'number'],
  41990: ['sceneCaptureType', 'number'],
  41991: ['gainControl', 'number'],
  41992: ['contrast', 'number'],
  41993: ['saturation', 'number'],
  41994: ['sharpness', 'number'],
  41996: ['subjectDistanceRange', 'number'],
  42016: ['imageUniqueID', 'text'],
  42032: ['cameraOwnerName', 'text'],
  42033: ['bodySerialNumber', 'text'],
  42034: ['lensSpecification', 'numbers'],
  42035: ['lensMake', 'text'],
  42036: ['lensModel', 'text'],
  42037: ['lensSerialNumber', 'text'],
} as const satisfies Tags;

export const GPS_TAGS = {
  1: ['latitudeRef', 'text'],
  2: ['latitude', 'numbers'],
  3: ['longitudeRef', 'text'],
  4: ['longitude', 'numbers'],
  5: ['altitudeRef', 'number'],
  6: ['altitude', 'number'],
  7: ['timeStamp', 'numbers'],
  11: ['dop', 'number'],
  12: ['speedRef', 'text'],
  13: ['speed', 'number'],
  14: ['trackRef', 'text'],
  15: ['track', 'number'],
  16: ['imgDirectionRef', 'text'],
  17: ['imgDirection', 'number'],
  18: ['mapDatum', 'text'],
  27: ['processingMethod', 'comment'],
  29: ['dateStamp', 'text'],
  31: ['horizontalPositioningError', 'number'],
} as const satisfies Tags;

export const INTEROP_TAGS = { 1: ['interoperabilityIndex', 'text'] } as const satisfies Tags;

interface Values {
  text: string;
  number: number;
  numbers: readonly number[];
  bytes: Uint8Array<ArrayBuffer>;
  comment: string;
}

/** An object of what the tags of a table become. */
export type Named<T extends Tags> = { -readonly [tag in keyof T & number as T[tag][0]]?: Values[T[tag][1]] };

/** What a tag that has no name here holds. */
export type ExifValue = string | number | readonly number[] | Uint8Array<ArrayBuffer>;

export type AnyTags = Tags;
export type TagKind = Kind;
