export type * from './types.ts'
export { createAiSdkDecoder, type AiSdkRequest } from './aiSdk.ts'
export { createAiSdkEncoder } from './aiSdkEncoder.ts'
export type { AiSdkMessage, AiSdkPart } from './aiSdkMessage.ts'
export { applyReplyEvent, emptyReply, replyStateOf, type ReplyState } from './applyReplyEvent.ts'
export {
  auroraCharacterNumber,
  createAuroraDecoder,
  createAuroraEncoder,
  decodeAuroraCharacter,
  decodeAuroraId,
  decodeAuroraMessage,
  decodeAuroraPreview,
  encodeAuroraCharacter,
  encodeAuroraId,
  encodeAuroraMessage,
  type AuroraCharacter,
  type AuroraChat,
  type AuroraError,
  type AuroraMessage,
  type AuroraPreview,
} from './aurora.ts'
export {
  createDatamonkeyDecoder,
  decodeDatamonkeyConversation,
  decodeDatamonkeyMessage,
  decodeDatamonkeyMessages,
  encodeDatamonkeyMessage,
  encodeDatamonkeyMessages,
  type DatamonkeyConversation,
  type DatamonkeyError,
  type DatamonkeyMessage,
} from './datamonkey.ts'
export { createTextJoiner, splitText, type EventEncoder } from './EventEncoder.ts'
export {
  createGramDecoder,
  createGramEncoder,
  decodeGramChat,
  decodeGramCompletion,
  decodeGramMessage,
  encodeGramCompletion,
  encodeGramMessage,
  type GramChat,
  type GramChatList,
  type GramChatMessage,
  type GramChatOverview,
  type GramChatSession,
  type GramChunk,
  type GramCompletion,
  type GramCompletionRequest,
  type GramMessage,
  type GramServiceError,
  type GramStreamError,
} from './gram.ts'
export {
  createInkeepDecoder,
  createInkeepEncoder,
  decodeInkeepResult,
  encodeInkeepMessage,
  type InkeepChatResult,
  type InkeepChunk,
  type InkeepCitation,
  type InkeepMessage,
  type InkeepValidationError,
} from './inkeep.ts'
export { errorCodes, isErrorCode } from './isErrorCode.ts'
export { problems, type ProblemCode } from './problems.ts'
export { messageText, textMessage, titleOf } from './messageText.ts'
export {
  decodeReplyEvent,
  endsSession,
  formatEventId,
  isTerminal,
  parseEventId,
  STREAM_DONE,
  UI_MESSAGE_STREAM_HEADER,
} from './replyStream.ts'
