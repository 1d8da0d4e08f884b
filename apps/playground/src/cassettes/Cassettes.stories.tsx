import type { Meta } from '@storybook/react-vite'
import { playCassette, type Args } from './playCassette.tsx'

const meta = {
  title: 'Cassettes',
  tags: ['!autodocs'],
  args: { speed: 4 },
  argTypes: { speed: { control: { type: 'range', min: 0.5, max: 50, step: 0.5 } } },
  parameters: { layout: 'fullscreen' },
} satisfies Meta<Args>

export default meta

export const HalfASentence = playCassette('half-a-sentence')
export const DuplicatedResume = playCassette('duplicated-resume')
export const LateReferenceLink = playCassette('late-reference-link')
export const PoisonMessage = playCassette('poison-message')
export const ToolPart = playCassette('tool-part')
export const TenThousandDeltas = playCassette('ten-thousand-deltas', { speed: 10 })
export const EmojiSplitInTwo = playCassette('emoji-split-in-two')
export const RightToLeftWithCode = playCassette('right-to-left-with-code')
export const DeltaWithoutStart = playCassette('delta-without-start')
export const EmptyAnswer = playCassette('empty-answer')
export const ErrorMidway = playCassette('error-midway')
export const InterleavedParts = playCassette('interleaved-parts')
export const LooksLikeTheWire = playCassette('looks-like-the-wire')
export const ReasoningAndSources = playCassette('reasoning-and-sources')
export const UnclosedCode = playCassette('unclosed-code')
export const UnknownPart = playCassette('unknown-part')
