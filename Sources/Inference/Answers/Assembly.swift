import Studies

/// What has come of an answer so far: the formats write into it, event by event.
struct Assembly {
    var text = [UInt8]()
    var reasoning = [UInt8]()
    var refusal = [UInt8]()
    /// The reason for stopping in the server's own word.
    var finishWord: String?
    /// Whether the protocol's last word was read: `[DONE]`, `done:true`, `message_stop`, `response.completed`.
    var isDone = false
    var usage = Usage()
    /// How often tokens were counted.
    var usageCount = 0
    var serverModel: String?
    var fingerprint: String?
    var responseID: String?
    var error: ServerError?
    /// The log probabilities of tokens: the elements of a JSON array, joined by commas.
    var logprobs = [UInt8]()
    var serverFigures = [String: Int64]()
    var reportedNanoDollars: Int64?
    var provider: String?
    var vectors = [(index: Int64, vector: [Float])]()
    /// Whether a filter says that it held the prompt back.
    var isFiltered = false
    /// Whether the model called a tool.
    var hasToolCall = false
    /// Whether the pieces of `delta` are the text, so that what repeats them elsewhere adds nothing.
    var isReadByDelta = false
    /// Whether an event or a body could not be read.
    var isMalformed = false

    /// Content and reasoning together, to tell whether an event brought any.
    var contentBytes: Int { text.count + reasoning.count + refusal.count }

    /// How far an answer had come, without its texts: to copy those at each event would cost more than to read it.
    struct Mark {
        var text, reasoning, refusal: Int
        var finishWord: String?
        var hasToolCall: Bool
        var contentBytes: Int { text + reasoning + refusal }
    }

    var mark: Mark {
        Mark(
            text: text.count,
            reasoning: reasoning.count,
            refusal: refusal.count,
            finishWord: finishWord,
            hasToolCall: hasToolCall
        )
    }

    /// Forgets what came since.
    mutating func goBack(to mark: Mark) {
        text.removeLast(text.count - mark.text)
        reasoning.removeLast(reasoning.count - mark.reasoning)
        refusal.removeLast(refusal.count - mark.refusal)
        finishWord = mark.finishWord
        hasToolCall = mark.hasToolCall
    }

    /// Appends the elements of the array that comes next, as they stand.
    mutating func appendLogprobs(_ cursor: inout JSONCursor) {
        let range = cursor.raw()
        guard range.count > 2, cursor.bytes[range.lowerBound] == UInt8(ascii: "[") else { return }
        if !logprobs.isEmpty { logprobs.append(UInt8(ascii: ",")) }
        logprobs.append(contentsOf: cursor.bytes[(range.lowerBound + 1)..<(range.upperBound - 1)])
    }
}

/// The protocols, and how an event or a whole body of each is read.
enum Format {
    case chat, responses, messages, ollama
    case embeddings, ollamaEmbeddings

    init(chat kind: Endpoint.Kind) {
        switch kind {
        case .openai: self = .chat
        case .openaiResponses: self = .responses
        case .anthropic: self = .messages
        case .ollama: self = .ollama
        }
    }

    /// Whether a stream is lines of JSON and not server-sent events.
    var streamsLines: Bool { self == .ollama }

    /// Reads the data of one event of a stream.
    func readEvent(_ data: UnsafeBufferPointer<UInt8>, into assembly: inout Assembly) {
        var cursor = JSONCursor(data)
        switch self {
        case .chat:
            if Self.isDoneMark(data) {
                assembly.isDone = true
                return
            }
            assembly.readChat(&cursor)
        case .responses:
            if Self.isDoneMark(data) { return }
            assembly.readResponsesEvent(&cursor)
        case .messages:
            if Self.isDoneMark(data) {
                // Gateways append it, some in place of the last event.
                assembly.isDone = assembly.finishWord != nil
                return
            }
            assembly.readMessagesEvent(&cursor)
        case .ollama: assembly.readOllama(&cursor)
        case .embeddings, .ollamaEmbeddings: assembly.readEmbeddings(&cursor)
        }
        if !cursor.isFinished() { assembly.isMalformed = true }
    }

    /// Reads a whole body of an answer that was not streamed.
    func readBody(_ data: UnsafeBufferPointer<UInt8>, into assembly: inout Assembly) {
        var cursor = JSONCursor(data)
        switch self {
        case .chat: assembly.readChat(&cursor)
        case .responses: assembly.readResponse(&cursor, takesText: true)
        case .messages: assembly.readMessage(&cursor)
        case .ollama: assembly.readOllama(&cursor)
        case .embeddings, .ollamaEmbeddings: assembly.readEmbeddings(&cursor)
        }
        if !cursor.isFinished() { assembly.isMalformed = true }
    }

    private static func isDoneMark(_ data: UnsafeBufferPointer<UInt8>) -> Bool {
        data.count >= 6 && data.count < 10 && data.starts(with: "[DONE]".utf8)
    }
}
