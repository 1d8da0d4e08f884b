'use client'
import { Component, type ReactNode } from 'react'

interface MessageBoundaryProps {
  /** Shown instead of a message that cannot be drawn. */
  fallback: ReactNode
  children: ReactNode
}

/** Keeps one message that cannot be drawn from taking the others with it. */
export class MessageBoundary extends Component<MessageBoundaryProps, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override render() {
    return this.state.failed ? this.props.fallback : this.props.children
  }
}
