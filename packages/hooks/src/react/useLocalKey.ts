'use client'
import { useState } from 'react'
import { LOCAL_KEY } from './createReplyRuns.ts'

/** A key of ours for a conversation that the server does not know yet. */
export const useLocalKey = (): string => useState(() => LOCAL_KEY + crypto.randomUUID())[0]
