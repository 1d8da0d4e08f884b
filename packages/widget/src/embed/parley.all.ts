import * as chat from './mountChat.tsx'
import { provideChat } from './loadChat.ts'
import { startLoader } from './startLoader.ts'

// Loader and chat in one file, for pages that want a hash over everything that runs.
provideChat(chat)
startLoader()
