// Native sharp, loaded when it is asked for. Types are not checked: `npm test` does without the packages of this folder.

export const loadSharp = async () => (await import('sharp')).default;
