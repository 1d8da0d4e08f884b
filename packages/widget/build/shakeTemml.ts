import type { Plugin } from 'vite'
import { shakeMembers } from './shakeMembers.ts'

/** Leaves of temml what makes a tree: nodes and markup of the page are made from it by ourselves. */
export const shakeTemml = (): Plugin => shakeMembers('/temml/src/', { unused: ['toMarkup', 'toNode'] })
