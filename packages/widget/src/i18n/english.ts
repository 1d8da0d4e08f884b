import { launcherWords } from './launcherWords.ts'

/** A text that depends on a number, by the categories of `Intl.PluralRules`; `{count}` is the number. */
export type Plural = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>

/** Every word that the widget shows or says, except what the site owner configures. */
export interface Catalogue {
  openChat: string
  closeChat: string
  loadFailed: string
  tryAgain: string
  /** The default title of the panel. */
  title: string
  greeting: string
  transcript: string
  message: string
  placeholder: string
  sendMessage: string
  stopGenerating: string
  newConversation: string
  conversations: string
  backToChat: string
  untitled: string
  noConversations: string
  deleteConversation: string
  deleteQuestion: string
  delete: string
  cancel: string
  messageCount: Plural
  showMore: string
  olderMessages: string
  jumpToLatest: string
  copy: string
  copied: string
  code: string
  taskDone: string
  taskOpen: string
  goodAnswer: string
  badAnswer: string
  regenerate: string
  sources: string
  reasoning: string
  thinking: string
  tool: string
  toolRunning: string
  toolDone: string
  toolFailed: string
  file: string
  unknownPart: string
  unreadableMessage: string
  you: string
  assistant: string
  writing: string
  reconnecting: string
  interrupted: string
  stopped: string
  failed: string
  notSent: string
  offline: string
  offlineHint: string
  refused: string
  sessionFailed: string
  rateLimited: string
  loading: string
  loadConversationFailed: string
  replyBegins: string
  replyEnds: string
  disclaimer: string
}

/** The English catalogue. Its accessible names are a contract for tests and scripts. */
export const english: Catalogue = {
  ...launcherWords,
  title: 'Chat',
  greeting: 'How can we help?',
  transcript: 'Conversation',
  message: 'Message',
  placeholder: 'Ask a question…',
  sendMessage: 'Send message',
  stopGenerating: 'Stop generating',
  newConversation: 'New conversation',
  conversations: 'Conversations',
  backToChat: 'Back to the chat',
  untitled: 'Untitled conversation',
  noConversations: 'No conversations yet. What you ask will be kept here.',
  deleteConversation: 'Delete “{title}”',
  deleteQuestion: 'Delete this conversation?',
  delete: 'Delete',
  cancel: 'Cancel',
  messageCount: { one: '{count} message', other: '{count} messages' },
  showMore: 'Show more',
  olderMessages: 'Show older messages',
  jumpToLatest: 'Jump to latest',
  copy: 'Copy',
  copied: 'Copied',
  code: 'code',
  taskDone: 'Done',
  taskOpen: 'Not done',
  goodAnswer: 'Good answer',
  badAnswer: 'Bad answer',
  regenerate: 'Answer again',
  sources: 'Sources',
  reasoning: 'Reasoning',
  thinking: 'Thinking…',
  tool: 'Used {name}',
  toolRunning: 'Using {name}…',
  toolDone: 'Done',
  toolFailed: 'Failed',
  file: 'File',
  unknownPart: 'This part of the answer cannot be shown here.',
  unreadableMessage: 'This message cannot be shown.',
  you: 'You',
  assistant: 'Assistant',
  writing: 'Writing an answer…',
  reconnecting: 'Reconnecting…',
  interrupted: 'The answer was interrupted.',
  stopped: 'You stopped this answer.',
  failed: 'Something went wrong while answering.',
  notSent: 'Your message was not sent.',
  offline: 'You are offline.',
  offlineHint: 'You can send when you are online again.',
  refused: 'The chat is not available on this page.',
  sessionFailed: 'The chat is not available right now.',
  rateLimited: 'Too many messages at once. Please wait a moment.',
  loading: 'Loading…',
  loadConversationFailed: 'This conversation could not be loaded.',
  replyBegins: 'The assistant is answering.',
  replyEnds: 'Answer complete: {text}',
  disclaimer: 'Answers can be wrong. Check what matters.',
}
