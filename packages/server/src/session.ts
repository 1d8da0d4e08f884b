export { createChatSession, type CreateChatSessionOptions } from './createChatSession.ts'
export {
  chatSessionHandler,
  nodeChatSessionHandler,
  type ChatSessionHandlerOptions,
  type NodeRequest,
  type NodeResponse,
} from './sessionHandler.ts'
