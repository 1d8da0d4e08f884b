import { ChatSurface, type ChatSurfaceProps } from '../panel/ChatSurface.tsx'
import { useStoryLook } from './StorySwitches.ts'

/** A surface for parts of the chat, with the look that the toolbar says. */
export const StorySurface = (props: ChatSurfaceProps) => <ChatSurface {...useStoryLook(props)} />
