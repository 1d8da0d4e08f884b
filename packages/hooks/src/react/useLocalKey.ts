'use client'
import * as React from 'react'
import { LOCAL_KEY } from './createReplyRuns.ts'

let count = 0

/** A key of ours for a conversation that the server does not know yet; on this page no other has it. */
export const useLocalKey = (): string => React.useState(() => LOCAL_KEY + ++count)[0]
