import { parseBlocks } from '../markdown/parseBlocks.ts'

/**
 * Parses a little of everything. The first parse has the parser's expressions compiled, 30 ms of a fast computer and 200
 * of a slow phone, which would be those in which an answer begins.
 */
export const warmUp = (): void => void parseBlocks('- **a** `b`\n\n> c')
