import type { components } from './generated.ts'

type Schemas = components['schemas']

export type Character = Schemas['Character']
export type ChatSession = Schemas['ChatSession']
export type ChatSessionCreate = Schemas['ChatSessionCreate']
export type Conversation = Schemas['Conversation']
export type ConversationCreate = Schemas['ConversationCreate']
export type FeedbackUpdate = Schemas['FeedbackUpdate']
export type FieldError = Schemas['FieldError']
export type Message = Schemas['Message']
export type MessageMetadata = Schemas['MessageMetadata']
export type MessageSend = Schemas['MessageSend']
export type MessageStatus = Schemas['MessageStatus']
export type Part = Schemas['Part']
export type Problem = Schemas['Problem']
export type UserMessage = Schemas['UserMessage']
export type WidgetConfig = Schemas['WidgetConfig']
export type ErrorCode = Schemas['ErrorCode']
/** One event of the reply stream: the AI SDK's UI message stream v1. */
export type ReplyEvent = Schemas['ReplyEvent']
/** The events that end a reply; a stream that ends without one was cut. */
export type TerminalEvent = Extract<ReplyEvent, { type: 'finish' | 'error' | 'abort' }>
