import { launcherWords } from './launcherWords.ts'

/** A text that depends on a number, by the categories of `Intl.PluralRules`; `{count}` is the number. */
export type Plural = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>

/** Every word that the widget shows or says, except what the site owner configures. */
export interface Catalogue {
  openChat: string
  closeChat: string
  close: string
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
  renameConversation: string
  conversationTitle: string
  searchConversations: string
  nothingFound: string
  save: string
  deleteQuestion: string
  delete: string
  cancel: string
  showMore: string
  olderMessages: string
  jumpToLatest: string
  today: string
  yesterday: string
  unread: Plural
  edit: string
  editing: string
  copy: string
  copied: string
  code: string
  table: string
  formula: string
  taskDone: string
  taskOpen: string
  goodAnswer: string
  badAnswer: string
  feedbackComment: string
  feedbackHint: string
  sendFeedback: string
  feedbackThanks: string
  regenerate: string
  sources: string
  reasoning: string
  thinking: string
  tool: string
  toolRunning: string
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
  tooLong: string
  loading: string
  loadConversationFailed: string
  replyBegins: string
  replyEnds: string
  disclaimer: string
}

/** The English catalogue. Its accessible names are a contract for tests and scripts. */
export const english: Catalogue = {
  ...launcherWords,
  openChat: 'Open chat',
  closeChat: 'Close chat',
  close: 'Close',
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
  renameConversation: 'Rename “{title}”',
  conversationTitle: 'Title',
  searchConversations: 'Search by title',
  nothingFound: 'Nothing found.',
  save: 'Save',
  deleteQuestion: 'Delete this conversation?',
  delete: 'Delete',
  cancel: 'Cancel',
  showMore: 'Show more',
  olderMessages: 'Show older messages',
  jumpToLatest: 'Jump to latest',
  today: 'Today',
  yesterday: 'Yesterday',
  unread: { one: '{count} new answer', other: '{count} new answers' },
  edit: 'Edit',
  editing: 'What came after will be answered anew.',
  copy: 'Copy',
  copied: 'Copied',
  code: 'code',
  table: 'Table',
  formula: 'Formula',
  taskDone: 'Done',
  taskOpen: 'Not done',
  goodAnswer: 'Good answer',
  badAnswer: 'Bad answer',
  feedbackComment: 'What was missing or wrong?',
  feedbackHint: 'Optional',
  sendFeedback: 'Send feedback',
  feedbackThanks: 'Thank you. This helps to improve the answers.',
  regenerate: 'Answer again',
  sources: 'Sources',
  reasoning: 'Reasoning',
  thinking: 'Thinking…',
  tool: 'Used {name}',
  toolRunning: 'Using {name}…',
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
  tooLong: 'This message is too long.',
  loading: 'Loading…',
  loadConversationFailed: 'This conversation could not be loaded.',
  replyBegins: 'The assistant is answering.',
  replyEnds: 'Answer complete: {text}',
  disclaimer: 'Answers can be wrong. Check what matters.',
}
