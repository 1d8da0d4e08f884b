/** One word with the white space before it per piece; joined they are the text. */
export const words = (text: string): string[] => text.match(/\s*\S+\s*$|\s*\S+|\s+/gu) ?? []
