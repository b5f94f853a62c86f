/// Takes the bytes of an answer as they come, reads what they say and notes when.
struct AnswerReader {
    /// How the bytes are framed, which their first one tells.
    enum Framing {
        case undecided, events, lines, body
    }

    /// The most of an answer that is taken, and of an error's that is kept.
    static let largestBody = 64 << 20
    static let largestError = 256 << 10
    /// How much of what a server said is kept as it came.
    static let saidBytes = 2048

    let isStreamed: Bool
    private(set) var intake: Intake
    private(set) var framing = Framing.undecided
    private(set) var said = [UInt8]()
    private(set) var body = [UInt8]()
    private(set) var isTooLarge = false
    private var received = 0
    /// How much of a byte order mark was passed over; nil once something else came.
    private var markBytes: Int? = 0
    /// Whether a stream ended within an event.
    private(set) var endsInside = false
    /// Whether the answer is not one of the protocol but a page.
    private(set) var isPage = false
    private var eventStream = EventStream()
    private var lineStream = Lines()

    init(format: Format, isStreamed: Bool) {
        intake = Intake(format: format)
        self.isStreamed = isStreamed
    }

    var format: Format { intake.format }
    var assembly: Assembly { intake.assembly }

    /// Whether the model's last word was read, so that nothing more is worth waiting for.
    var isOver: Bool { assembly.isDone || assembly.error != nil }

    /// Since when nothing but signs of life came, once the answer has begun: a server that has nothing more to say may go on
    /// sending those. Nil before, since a prompt may take its time.
    var quietSince: Int64? { intake.lastToken == nil ? nil : intake.lastEvent }

    /// Whether nothing that may still come can make an answer of it.
    var isHopeless: Bool { isTooLarge || assembly.isMalformed }

    /// Takes what came at `now`.
    mutating func receive(_ bytes: UnsafeBufferPointer<UInt8>, at now: Int64, isError: Bool) {
        if said.count < Self.saidBytes { said.append(contentsOf: bytes.prefix(Self.saidBytes - said.count)) }
        // What comes after the protocol's last word is not read.
        guard !assembly.isDone else { return }
        let bytes = withoutMark(bytes)
        if framing == .undecided { decide(bytes, isError: isError) }
        // A server that never stops would fill the memory, whatever it says.
        received += bytes.count
        guard received <= Self.largestBody else {
            isTooLarge = true
            return
        }
        switch framing {
        case .undecided: break
        case .events:
            eventStream.feed(bytes) { intake.take($0, isError: $1, at: now) }
            if eventStream.isBroken { isTooLarge = true }
        case .lines:
            lineStream.feed(bytes) { intake.take($0, at: now) }
            if lineStream.isBroken { isTooLarge = true }
        case .body:
            let limit = isError ? Self.largestError : Self.largestBody
            if body.count + bytes.count > limit { isTooLarge = true }
            body.append(contentsOf: bytes.prefix(max(0, limit - body.count)))
        }
    }

    /// The end of the bytes; `isClean` unless the connection broke.
    mutating func finish(at now: Int64, isClean: Bool, isError: Bool) {
        guard isClean, !isError, !isPage, !isTooLarge else { return }
        if framing == .body { return readBody(at: now) }
        guard framing != .undecided, !assembly.isMalformed else { return }
        var rest = intake
        eventStream.finish { rest.take($0, isError: $1, at: now) }
        lineStream.finish { rest.take($0, at: now) }
        // What the end cut off is not malformed: the stream was cut.
        if !rest.assembly.isMalformed {
            intake = rest
        } else {
            endsInside = true
        }
    }

    /// A whole body, or the events of a stream as lines, where they came in place of server-sent events.
    private mutating func readBody(at now: Int64) {
        var read = intake
        body.withUnsafeBufferPointer { read.readBody($0) }
        if read.assembly.isMalformed, isStreamed {
            var (lines, other) = (Lines(), intake)
            body.withUnsafeBufferPointer { lines.feed($0) { other.take($0, at: now) } }
            lines.finish { other.take($0, at: now) }
            if !other.assembly.isMalformed { read = other }
        }
        intake = read
    }

    /// A byte order mark may stand before an answer, and be cut by the network.
    private mutating func withoutMark(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        guard var passed = markBytes else { return bytes }
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        var rest = bytes[...]
        while passed < mark.count, rest.first == mark[passed] {
            rest = rest.dropFirst()
            passed += 1
        }
        markBytes = passed < mark.count && rest.isEmpty ? passed : nil
        return UnsafeBufferPointer(rebasing: rest)
    }

    private mutating func decide(_ bytes: UnsafeBufferPointer<UInt8>, isError: Bool) {
        if isError {
            framing = .body
            return
        }
        guard let first = bytes.first(where: { $0 > 0x20 }) else { return }
        switch first {
        case UInt8(ascii: "<"):
            isPage = true
            framing = .body
        case UInt8(ascii: "{"), UInt8(ascii: "["): framing = isStreamed && format.streamsLines ? .lines : .body
        // The fields of server-sent events, which some servers send where lines of JSON are the protocol.
        case _ where isStreamed && (!format.streamsLines || "deir:".utf8.contains(first)): framing = .events
        default: framing = isStreamed ? .lines : .body
        }
    }
}

extension AnswerReader {
    /// What has been read of an answer, and when its parts came.
    struct Intake {
        let format: Format
        private(set) var assembly = Assembly()
        /// Events and lines that held something.
        private(set) var events = 0
        /// When the last of them came that is no mere sign of life.
        private(set) var lastEvent: Int64?
        private(set) var firstToken: Int64?
        private(set) var firstAnswerToken: Int64?
        private(set) var lastToken: Int64?
        private(set) var chunks = 0
        private(set) var gaps = [Int64]()
        /// Where the word for the end stands.
        private(set) var word = WordPlace.behindText
        /// Whether the server counted tokens in an event of its own behind all text.
        private(set) var isAccountedFor = false

        /// Where a stream's word for the end stands: a word that text follows is no end.
        enum WordPlace { case behindText, besideText, beforeText }

        init(format: Format) { self.format = format }

        /// Reads a whole body.
        mutating func readBody(_ data: UnsafeBufferPointer<UInt8>) { format.readBody(data, into: &assembly) }

        /// Reads an event or a line, which came at `now`.
        mutating func take(_ data: UnsafeBufferPointer<UInt8>, isError: Bool = false, at now: Int64) {
            guard !data.isEmpty, !assembly.isDone else { return }
            events += 1
            if !format.isSignOfLife(data) { lastEvent = now }
            if isError { return assembly.takeErrorEvent(data) }
            let content = assembly.contentBytes
            let answer = content - assembly.reasoning.count
            let (hadWord, counted) = (assembly.finishWord != nil, assembly.usageCount)
            format.readEvent(data, into: &assembly)
            guard assembly.contentBytes > content else {
                if assembly.usageCount > counted { isAccountedFor = true }
                return
            }
            isAccountedFor = false
            if hadWord {
                word = .beforeText
            } else if assembly.finishWord != nil, word == .behindText {
                word = .besideText
            }
            chunks += 1
            if let lastToken { gaps.append(now - lastToken) }
            firstToken = firstToken ?? now
            if firstAnswerToken == nil, assembly.contentBytes - assembly.reasoning.count > answer {
                firstAnswerToken = now
            }
            lastToken = now
        }
    }
}
