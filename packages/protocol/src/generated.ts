// Generated from openapi.yaml by `npm run generate`. Do not edit.
export interface paths {
    "/v1/chatSessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mint a short-lived client token bound to one embed origin.
         * @description With a secret key: any origin and any `userIdentifier`. With a publishable key: from a browser on an allowed origin, always anonymous.
         */
        post: operations["chatSessions.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/chatSessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke one session by its id (secret key). Idempotent. */
        delete: operations["chatSessions.revoke"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/chatSessions/current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke the session of the client token. With `forget=true` the visitor token ends too. Idempotent. */
        delete: operations["chatSessions.revokeCurrent"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/chatSessions/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Revoke every session of a `userIdentifier` (secret key). Idempotent. */
        post: operations["chatSessions.revokeAll"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/characters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["characters.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/characters/{characterId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["characters.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["conversations.list"];
        put?: never;
        /**
         * Begin a conversation, empty or with a first message.
         * @description With `message` and `Accept: text/event-stream` the answer is the reply stream, whose `start` event holds the conversation. With `message` and JSON the reply is begun and the conversation names it as `activeRun`.
         */
        post: operations["conversations.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversationId}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversationId: components["parameters"]["ConversationId"];
            };
            cookie?: never;
        };
        get: operations["conversations.get"];
        put?: never;
        post?: never;
        /** Delete a conversation and its messages; a reply being written is stopped. */
        delete: operations["conversations.delete"];
        options?: never;
        head?: never;
        patch: operations["conversations.update"];
        trace?: never;
    };
    "/v1/conversations/{conversationId}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversationId: components["parameters"]["ConversationId"];
            };
            cookie?: never;
        };
        get: operations["messages.list"];
        put?: never;
        post: operations["messages.send"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversationId}/messages/{messageId}/regenerate": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversationId: components["parameters"]["ConversationId"];
                messageId: components["parameters"]["MessageId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Write a reply again; it and everything after it are replaced. */
        post: operations["messages.regenerate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversationId}/messages/{messageId}/feedback": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversationId: components["parameters"]["ConversationId"];
                messageId: components["parameters"]["MessageId"];
            };
            cookie?: never;
        };
        get?: never;
        put: operations["messages.feedback"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversationId}/stream": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversationId: components["parameters"]["ConversationId"];
            };
            cookie?: never;
        };
        /**
         * Resume a reply stream.
         * @description With `Last-Event-ID`: the events after it, of a run that is running or ended less than ten minutes ago; 410 `run_gone` otherwise. Without: the active run from its start, or 204.
         */
        get: operations["reply.resume"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversationId}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversationId: components["parameters"]["ConversationId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop the reply being written. A run that has ended already answers its message as it is. */
        post: operations["reply.stop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/visitors/erase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Delete everything that is kept of a `userIdentifier` (secret key). Idempotent.
         * @description Conversations, messages, feedback, sessions. Replies being written stop, open streams end. Backups and exports that were made before are yours to deal with.
         */
        post: operations["visitors.erase"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/widget": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the widget shows before its first message. */
        get: operations["widget.config"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The process answers. */
        get: operations["health.live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The process and its database answer. */
        get: operations["health.ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        ChatSessionCreate: {
            /** @description `scheme://host[:port]`; null (secret key only) for a client that is no browser. */
            embedOrigin: string | null;
            /** @description Secret key only. */
            userIdentifier?: string;
            /**
             * @description Seconds.
             * @default 900
             */
            expiresAfter?: number;
            /** @description `vt_…` of an earlier anonymous session. */
            visitorToken?: string;
        };
        ChatSession: {
            id: string;
            /** @description `cst_…`; in memory only. */
            clientToken: string;
            /** @description Opaque and stable per visitor; no credential. */
            visitorId: string;
            embedOrigin: string | null;
            userIdentifier?: string;
            /** @constant */
            status: "active";
            /** @description Seconds. */
            expiresAfter: number;
            /** Format: date-time */
            expiresAt: string;
            /** @description Anonymous sessions only; the one credential a browser keeps. */
            visitorToken?: string;
        };
        Character: {
            id: string;
            name: string;
            description: string;
            greeting?: string;
            avatarUrl?: string;
        };
        ConversationCreate: {
            title?: string;
            /** @description Its greeting is stored as the first message. */
            characterId?: string;
            message?: components["schemas"]["UserMessage"];
        };
        Conversation: {
            id: string;
            /** @description The first 60 characters of the first user message until it is changed. */
            title: string;
            characterId?: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            messageCount: number;
            lastMessage?: {
                role: components["schemas"]["Role"];
                /** @description At most 200 characters. */
                text: string;
                /** Format: date-time */
                createdAt: string;
            };
            activeRun?: {
                id: string;
            };
        };
        /** @enum {unknown} */
        Role: "user" | "assistant";
        /** @enum {unknown} */
        MessageStatus: "complete" | "streaming" | "stopped" | "interrupted" | "failed";
        Feedback: {
            /** @enum {unknown} */
            rating: "up" | "down";
            comment?: string;
        };
        FeedbackUpdate: {
            /** @enum {unknown} */
            rating: "up" | "down" | null;
            comment?: string;
        };
        MessageMetadata: {
            /** Format: date-time */
            createdAt: string;
            status: components["schemas"]["MessageStatus"];
            errorCode?: components["schemas"]["ErrorCode"];
            feedback?: components["schemas"]["Feedback"];
            /** @description `client` when a client supplied an assistant message. */
            source?: string;
            /** @description True in a client whose wire ends a reply by closing the connection: a cut there looks the same. */
            endUnconfirmed?: boolean;
        };
        Message: {
            id: string;
            role: components["schemas"]["Role"];
            parts: components["schemas"]["Part"][];
            metadata: components["schemas"]["MessageMetadata"];
        };
        /** @description A message of the visitor. Only text parts, 32 kB of UTF-8 together at most, not blank. */
        UserMessage: {
            /** @constant */
            role: "user";
            parts: components["schemas"]["TextPart"][];
        };
        MessageSend: {
            message: components["schemas"]["UserMessage"];
            /** @description A message of the visitor; it and everything after it are replaced. */
            replaces?: string;
        };
        MessageAnswer: {
            message: components["schemas"]["Message"];
        };
        TextPart: {
            /** @constant */
            type: "text";
            text: string;
        };
        ReasoningPart: {
            /** @constant */
            type: "reasoning";
            text: string;
        };
        SourceUrlPart: {
            /** @constant */
            type: "source-url";
            sourceId: string;
            url: string;
            title?: string;
        };
        SourceDocumentPart: {
            /** @constant */
            type: "source-document";
            sourceId: string;
            mediaType: string;
            title: string;
            filename?: string;
        };
        FilePart: {
            /** @constant */
            type: "file";
            url: string;
            mediaType: string;
            filename?: string;
        };
        ToolPart: {
            type: `tool-${string}`;
            toolCallId: string;
            /** @enum {unknown} */
            state: "input-streaming" | "input-available" | "approval-requested" | "output-available" | "output-error";
            input?: unknown;
            output?: unknown;
            errorText?: string;
        };
        DataPart: {
            type: `data-${string}`;
            id?: string;
            data: unknown;
        };
        /** @description Parts of an unknown type are kept and shown by a fallback. */
        Part: components["schemas"]["TextPart"] | components["schemas"]["ReasoningPart"] | components["schemas"]["SourceUrlPart"] | components["schemas"]["SourceDocumentPart"] | components["schemas"]["FilePart"] | components["schemas"]["ToolPart"] | components["schemas"]["DataPart"];
        WidgetConfig: {
            title?: string;
            greeting?: string;
            placeholder?: string;
            suggestions?: string[];
            /** @enum {unknown} */
            theme?: "light" | "dark" | "auto";
            accent?: string;
            imageOrigins: string[];
        };
        FieldError: {
            /** @description Dotted path of the field, empty for the body. */
            path: string;
            message: string;
        };
        Problem: {
            type: string;
            title: string;
            status: number;
            detail: string;
            code: components["schemas"]["ErrorCode"];
            requestId: string;
            errors?: components["schemas"]["FieldError"][];
            /** @description The active run of `run_active`. */
            runId?: string;
        };
        /**
         * @description The closed union of error codes. The last six are made by clients and never sent by a server.
         * @enum {unknown}
         */
        ErrorCode: "bad_request" | "invalid_embed_origin" | "unauthorized" | "session_expired" | "session_revoked" | "forbidden" | "origin_mismatch" | "origin_missing" | "secret_key_in_browser" | "not_found" | "conflict" | "run_active" | "run_gone" | "idempotency_conflict" | "payload_too_large" | "unsupported_media" | "validation_failed" | "rate_limited" | "server_error" | "bad_gateway" | "unavailable" | "responder_failed" | "stream_interrupted" | "network" | "timeout" | "aborted" | "invalid_response" | "unsupported";
        StartEvent: {
            /** @constant */
            type: "start";
            messageId?: string;
            messageMetadata?: components["schemas"]["MessageMetadata"];
            runId?: string;
            conversationId?: string;
            /** @description As it stands with this reply; the title of one that was given none follows its first message. */
            conversation?: components["schemas"]["Conversation"];
            /** @description The stored message that is being answered. */
            userMessage?: components["schemas"]["Message"];
        };
        TextStartEvent: {
            /** @constant */
            type: "text-start";
            id: string;
        };
        TextDeltaEvent: {
            /** @constant */
            type: "text-delta";
            id: string;
            delta: string;
        };
        TextEndEvent: {
            /** @constant */
            type: "text-end";
            id: string;
        };
        ReasoningStartEvent: {
            /** @constant */
            type: "reasoning-start";
            id: string;
        };
        ReasoningDeltaEvent: {
            /** @constant */
            type: "reasoning-delta";
            id: string;
            delta: string;
        };
        ReasoningEndEvent: {
            /** @constant */
            type: "reasoning-end";
            id: string;
        };
        ToolInputStartEvent: {
            /** @constant */
            type: "tool-input-start";
            toolCallId: string;
            toolName: string;
        };
        ToolInputDeltaEvent: {
            /** @constant */
            type: "tool-input-delta";
            toolCallId: string;
            inputTextDelta: string;
        };
        ToolInputAvailableEvent: {
            /** @constant */
            type: "tool-input-available";
            toolCallId: string;
            toolName: string;
            input: unknown;
        };
        ToolInputErrorEvent: {
            /** @constant */
            type: "tool-input-error";
            toolCallId: string;
            toolName: string;
            input?: unknown;
            errorText: string;
        };
        ToolOutputAvailableEvent: {
            /** @constant */
            type: "tool-output-available";
            toolCallId: string;
            output: unknown;
        };
        ToolOutputErrorEvent: {
            /** @constant */
            type: "tool-output-error";
            toolCallId: string;
            errorText: string;
        };
        ToolApprovalRequestEvent: {
            /** @constant */
            type: "tool-approval-request";
            toolCallId: string;
            approvalId?: string;
        };
        DataEvent: {
            type: `data-${string}`;
            id?: string;
            data: unknown;
            transient?: boolean;
        };
        StartStepEvent: {
            /** @constant */
            type: "start-step";
        };
        FinishStepEvent: {
            /** @constant */
            type: "finish-step";
        };
        MessageMetadataEvent: {
            /** @constant */
            type: "message-metadata";
            messageMetadata: {
                [key: string]: unknown;
            };
        };
        FinishEvent: {
            /** @constant */
            type: "finish";
            finishReason?: string;
            messageMetadata?: {
                [key: string]: unknown;
            };
        };
        AbortEvent: {
            /** @constant */
            type: "abort";
            reason?: string;
        };
        ErrorEvent: {
            /** @constant */
            type: "error";
            errorText: string;
            code?: components["schemas"]["ErrorCode"];
        };
        ReplyEvent: components["schemas"]["StartEvent"] | components["schemas"]["TextStartEvent"] | components["schemas"]["TextDeltaEvent"] | components["schemas"]["TextEndEvent"] | components["schemas"]["ReasoningStartEvent"] | components["schemas"]["ReasoningDeltaEvent"] | components["schemas"]["ReasoningEndEvent"] | components["schemas"]["SourceUrlPart"] | components["schemas"]["SourceDocumentPart"] | components["schemas"]["FilePart"] | components["schemas"]["ToolInputStartEvent"] | components["schemas"]["ToolInputDeltaEvent"] | components["schemas"]["ToolInputAvailableEvent"] | components["schemas"]["ToolInputErrorEvent"] | components["schemas"]["ToolOutputAvailableEvent"] | components["schemas"]["ToolOutputErrorEvent"] | components["schemas"]["ToolApprovalRequestEvent"] | components["schemas"]["DataEvent"] | components["schemas"]["StartStepEvent"] | components["schemas"]["FinishStepEvent"] | components["schemas"]["MessageMetadataEvent"] | components["schemas"]["FinishEvent"] | components["schemas"]["AbortEvent"] | components["schemas"]["ErrorEvent"];
    };
    responses: {
        /** @description A problem (RFC 9457). */
        Problem: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Healthy. */
        Health: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /** @constant */
                    status: "ok";
                };
            };
        };
        /** @description Server-sent events; each `data` is a ReplyEvent, the last is `[DONE]`. */
        ReplyStream: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "text/event-stream": components["schemas"]["ReplyEvent"];
            };
        };
        /** @description With `Accept: text/event-stream` the reply stream, else the finished message. */
        Reply: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "text/event-stream": components["schemas"]["ReplyEvent"];
                "application/json": components["schemas"]["MessageAnswer"];
            };
        };
    };
    parameters: {
        ConversationId: string;
        MessageId: string;
        /** @description The same key and body within 24 hours answers with the same run; another body is 409. */
        IdempotencyKey: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    "chatSessions.create": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChatSessionCreate"];
            };
        };
        responses: {
            /** @description The session. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatSession"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "chatSessions.revoke": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revoked */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    "chatSessions.revokeCurrent": {
        parameters: {
            query?: {
                forget?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revoked. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    "chatSessions.revokeAll": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    userIdentifier: string;
                };
            };
        };
        responses: {
            /** @description Revoked. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    "characters.list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All characters, in the order of the configuration. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        characters: components["schemas"]["Character"][];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "characters.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                characterId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The character. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Character"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "conversations.list": {
        parameters: {
            query?: {
                limit?: number;
                /** @description `nextCursor` of the page before (keyset paging). */
                cursor?: string;
                /** @description Matches titles. */
                query?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The visitor's conversations, newest update first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        conversations: components["schemas"]["Conversation"][];
                        nextCursor: string | null;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "conversations.create": {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body within 24 hours answers with the same run; another body is 409. */
                "idempotency-key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConversationCreate"];
            };
        };
        responses: {
            200: components["responses"]["ReplyStream"];
            /** @description The conversation. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "conversations.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversationId: components["parameters"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The conversation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "conversations.delete": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversationId: components["parameters"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    "conversations.update": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversationId: components["parameters"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    title: string;
                };
            };
        };
        responses: {
            /** @description The conversation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "messages.list": {
        parameters: {
            query?: {
                limit?: number;
                /** @description `previousCursor` of the page after (keyset paging). */
                before?: string;
            };
            header?: never;
            path: {
                conversationId: components["parameters"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The newest messages, or those before the cursor; oldest first within the page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        messages: components["schemas"]["Message"][];
                        previousCursor: string | null;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "messages.send": {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body within 24 hours answers with the same run; another body is 409. */
                "idempotency-key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                conversationId: components["parameters"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MessageSend"];
            };
        };
        responses: {
            200: components["responses"]["Reply"];
            default: components["responses"]["Problem"];
        };
    };
    "messages.regenerate": {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body within 24 hours answers with the same run; another body is 409. */
                "idempotency-key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                conversationId: components["parameters"]["ConversationId"];
                messageId: components["parameters"]["MessageId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Reply"];
            default: components["responses"]["Problem"];
        };
    };
    "messages.feedback": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversationId: components["parameters"]["ConversationId"];
                messageId: components["parameters"]["MessageId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FeedbackUpdate"];
            };
        };
        responses: {
            /** @description Stored. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    "reply.resume": {
        parameters: {
            query?: never;
            header?: {
                /** @description `<runId>.<seq>` */
                "last-event-id"?: string;
            };
            path: {
                conversationId: components["parameters"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["ReplyStream"];
            /** @description No reply is being written. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    "reply.stop": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversationId: components["parameters"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    runId?: string;
                };
            };
        };
        responses: {
            /** @description The message with the text so far. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageAnswer"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "visitors.erase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    userIdentifier: string;
                };
            };
        };
        responses: {
            /** @description Deleted, or nothing was there. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    "widget.config": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The configuration. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WidgetConfig"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "health.live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Health"];
            default: components["responses"]["Problem"];
        };
    };
    "health.ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Health"];
            default: components["responses"]["Problem"];
        };
    };
}
