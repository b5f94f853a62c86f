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
    /// Whether the server ran a tool by itself and the model went on, as Responses tell.
    var hasServerCall = false
    /// Whether the model thought what the server does not show.
    var hasHiddenReasoning = false
    /// Whether the pieces of `delta` are the text, so that what repeats them elsewhere adds nothing.
    var isReadByDelta = false
    /// Whether what comes outside of `delta` repeats all that came before.
    var textPieces = Pieces()
    var reasoningPieces = Pieces()
    /// What a stream of Responses says once more of its texts, and of how they ended.
    var saidAgain = SaidAgain()
    /// Where Responses hold what a model says before it answers, as its reasoning is said.
    var commentPlaces = Set<Int64>()
    /// Whether a whole response held such a comment.
    var hasComment = false
    /// The places of the text that opened Anthropic's block, before any delta of it.
    var openedText: Range<Int>?
    /// Whether an event or a body could not be read.
    var isMalformed = false

    /// Content and reasoning together, to tell whether an event brought any.
    var contentBytes: Int { text.count + reasoning.count + refusal.count }

    /// The index of the choice that is the answer: the smallest that came.
    var choice: Int64?

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

    /// Forgets what came before, which was of another choice.
    mutating func forget(before mark: Mark) {
        text.removeFirst(mark.text)
        reasoning.removeFirst(mark.reasoning)
        refusal.removeFirst(mark.refusal)
        logprobs.removeAll()
        isReadByDelta = false
        (textPieces, reasoningPieces) = (Pieces(), Pieces())
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

    /// Whether an event says no more than that the connection is still open.
    func isSignOfLife(_ data: UnsafeBufferPointer<UInt8>) -> Bool {
        guard self == .messages || self == .responses, data.count < 200 else { return false }
        var (cursor, type) = (JSONCursor(data), "")
        cursor.members { cursor, key in
            if case "type" = key { type = cursor.string() ?? "" }
        }
        return type == "ping" || type == "keepalive"
    }

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
        case .ollama: cursor.eachObject { assembly.readOllama(&$0) }
        case .embeddings, .ollamaEmbeddings: assembly.readEmbeddings(&cursor)
        }
        if !cursor.isFinished() { assembly.isMalformed = true }
    }

    /// Reads a whole body of an answer that was not streamed.
    func readBody(_ data: UnsafeBufferPointer<UInt8>, into assembly: inout Assembly) {
        var cursor = JSONCursor(data)
        switch self {
        case .chat: cursor.eachObject { assembly.readChat(&$0) }
        case .responses: assembly.readResponse(&cursor, takesText: true)
        case .messages: assembly.readMessage(&cursor)
        case .ollama: cursor.eachObject { assembly.readOllama(&$0) }
        case .embeddings, .ollamaEmbeddings: assembly.readEmbeddings(&cursor)
        }
        if !cursor.isFinished() { assembly.isMalformed = true }
    }

    private static func isDoneMark(_ data: UnsafeBufferPointer<UInt8>) -> Bool {
        data.count >= 6 && data.count < 20
            && data.split { $0 <= 0x20 }.elementsEqual(["[DONE]"]) { $0.elementsEqual($1.utf8) }
    }
}

extension JSONCursor {
    /// Calls `read` with the value, or with each of a list: some bridges put a list around their objects.
    mutating func eachObject(_ read: (inout JSONCursor) -> Void) {
        if isArray() { elements(read) } else { read(&self) }
    }
}

/// The pieces of a text that comes outside of `delta`: where each repeats all that came before, it takes the place of it.
struct Pieces {
    /// The length of every piece so far but the last, in order; nil once one did not repeat those before it.
    private var lengths: [Int]? = []

    /// Whether every piece so far repeated those before it.
    var areWhole: Bool { lengths?.isEmpty == false }

    /// Takes the only repetition for a piece of its own, where what it repeats is shorter than that.
    mutating func separate(_ text: inout [UInt8], shorterThan limit: Int) {
        guard let lengths, lengths.count == 1, lengths[0] < limit else { return }
        text = text.prefix(lengths[0]) + text
        self.lengths = nil
    }

    /// Joins the piece that was appended at `start`; the last one may repeat the whole, whatever the others are.
    mutating func join(_ text: inout [UInt8], from start: Int, isLast: Bool = false) {
        guard start > 0, text.count > start else { return }
        if isLast || lengths != nil, text[start...].starts(with: text[..<start]) {
            lengths?.append(start)
            text.removeSubrange(..<start)
        } else if let lengths {
            self.lengths = nil
            let (last, piece) = (text[..<start], text[start...])
            text = lengths.flatMap { Array(last.prefix($0)) } + last + piece
        }
    }
}
