import Fixtures
import Testing

@testable import Inference

/// The bytes say it, not the network's cuts.
struct StreamTests {
    /// A comment, CRLF, LF and a lone CR, data without a blank, several data lines, other fields, UTF-8 of 2 to 4 bytes.
    private static let bytes = Array(
        ": ping\r\n\r\ndata: eins\n\nevent: x\ndata:zwei\r\nid: 7\r\n\r\ndata: a\ndata: ü日😀\n\n: b\ndata\n\ndata: [DONE]\n\n"
            .utf8
    )
    private static let events = ["eins", "zwei", "a\nü日😀", "", "[DONE]"]

    private func events(_ pieces: [ArraySlice<UInt8>]) -> [String] {
        var stream = EventStream()
        var events: [String] = []
        let take = { (data: UnsafeBufferPointer<UInt8>, _: Bool) in events.append(String(decoding: data, as: UTF8.self))
        }
        for piece in pieces { Array(piece).withUnsafeBufferPointer { stream.feed($0, take) } }
        stream.finish(take)
        return events
    }

    @Test func anySplitInTwoGivesTheSameEvents() {
        for cut in 0...Self.bytes.count {
            #expect(events([Self.bytes[..<cut], Self.bytes[cut...]]) == Self.events, "cut at \(cut)")
        }
    }

    @Test(arguments: 1...9)
    func piecesOfAnySizeGiveTheSameEvents(size: Int) {
        let pieces = stride(from: 0, to: Self.bytes.count, by: size).map {
            Self.bytes[$0..<min($0 + size, Self.bytes.count)]
        }
        #expect(events(pieces) == Self.events)
    }

    @Test func randomSplitsGiveTheSameEvents() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<300 {
            let cuts = (0..<6).map { _ in Int.random(in: 0...Self.bytes.count, using: &generator) }.sorted()
            let bounds = [0] + cuts + [Self.bytes.count]
            #expect(events(zip(bounds, bounds.dropFirst()).map { Self.bytes[$0..<$1] }) == Self.events, "\(cuts)")
        }
    }

    /// Servers differ in how they space their JSON: `"error": null` is `"error":null`.
    @Test(arguments: [Format.chat, .responses, .messages, .ollama, .embeddings, .ollamaEmbeddings])
    func blanksBetweenTokensChangeNothing(format: Format) {
        let body = """
            {"id":"r","object":"response","type":"message","model":"m","error":null,"usage":{"prompt_tokens":5,\
            "completion_tokens":2,"input_tokens":5,"output_tokens":2,"prompt_tokens_details":{"cached_tokens":3}},\
            "choices":[{"index":0,"error":null,"message":{"content":"a \\" : , b","reasoning":null},\
            "finish_reason":"stop"}],"content":[{"type":"text","text":"a : , b"}],"stop_reason":"end_turn",\
            "output":[{"type":"message","content":[{"type":"output_text","text":"x : , y"}]}],"status":"completed",\
            "message":{"content":"a"},"done":true,"done_reason":"stop","eval_count":3,"prompt_eval_count":4,\
            "data":[{"index":0,"embedding":[0.5,-1e3]}],"embeddings":[[1,2]],"error":null}
            """
        let compact = read(Array(body.utf8), format, isStreamed: false)
        let spaced = read(Self.spaced(body), format, isStreamed: false)
        #expect(!compact.isMalformed && !spaced.isMalformed)
        #expect(compact.text == spaced.text && compact.error == nil && spaced.error == nil)
        #expect(compact.usage == spaced.usage && compact.finishWord == spaced.finishWord)
        #expect(compact.isDone == spaced.isDone && compact.vectors.map(\.vector) == spaced.vectors.map(\.vector))
    }

    /// The same JSON with a blank on both sides of every token.
    private static func spaced(_ json: String) -> [UInt8] {
        var bytes: [UInt8] = []
        var (isQuoted, isEscaped) = (false, false)
        for byte in json.utf8 {
            let isToken = !isQuoted && "{}[]:,".utf8.contains(byte)
            bytes += isToken ? [0x20, byte, 0x0A] : [byte]
            if byte == UInt8(ascii: "\""), !isEscaped { isQuoted.toggle() }
            isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
        }
        return bytes
    }

    /// Random bytes, and good answers with bytes changed, through every protocol: they may be refused, but nothing crashes.
    @Test(arguments: [Format.chat, .responses, .messages, .ollama, .embeddings, .ollamaEmbeddings])
    func noBytesCrashAReader(format: Format) {
        let seeds = [
            "data: {\"choices\":[{\"delta\":{\"content\":\"a\\u00fc\\ud83d\\ude00\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":5}}\n\ndata: [DONE]\n\n",
            "{\"message\":{\"content\":\"a\"},\"done\":true,\"done_reason\":\"stop\",\"eval_count\":3}\n",
            "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"x\"}}\n\n",
            "{\"data\":[{\"index\":0,\"embedding\":[0.5,-1e3]}],\"usage\":{\"prompt_tokens\":9223372036854775808}}",
        ].map { Array($0.utf8) }
        var generator = SplitMix(state: 1)
        for _ in 0..<1000 {
            for seed in seeds {
                var bytes = seed
                for _ in 0..<Int.random(in: 0...6, using: &generator) {
                    let place = Int.random(in: 0..<bytes.count, using: &generator)
                    switch Int.random(in: 0...2, using: &generator) {
                    case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                    case 1: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
                    default: bytes.removeSubrange(place..<min(bytes.count - 1, place + 3))
                    }
                }
                let isStreamed = Bool.random(using: &generator)
                read(bytes, format, isStreamed: isStreamed, cut: Int.random(in: 0...bytes.count, using: &generator))
            }
            let noise = (0..<200).map { _ in UInt8.random(in: 0...255, using: &generator) }
            read(noise, format, isStreamed: true, cut: Int.random(in: 0...200, using: &generator))
        }
    }

    @discardableResult
    private func read(_ bytes: [UInt8], _ format: Format, isStreamed: Bool, cut: Int? = nil) -> Assembly {
        var reader = AnswerReader(format: format, isStreamed: isStreamed)
        let cut = cut ?? bytes.count / 2
        for piece in [bytes[..<cut], bytes[cut...]] {
            Array(piece).withUnsafeBufferPointer { reader.receive($0, at: 1, isError: false) }
        }
        reader.finish(at: 2, isClean: true, isError: false)
        #expect(reader.assembly.text.count <= bytes.count)
        return reader.assembly
    }
}
