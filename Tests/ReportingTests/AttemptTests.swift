import Studies
import Testing

@testable import Reporting

/// What came of attempts, and what is told of them before unblinding.
struct AttemptTests {
    private func row(_ change: (inout AttemptRow) -> Void = { _ in }) -> AttemptRow {
        var row = AttemptRow(
            id: 17,
            at: 1_700_000_000_070,
            purpose: .response,
            asked: "large",
            prompt: "p1",
            sample: 2,
            number: 3,
            failureClass: "http_500",
            httpStatus: 500,
            totalNanoseconds: 1_234_500_000,
            inputTokens: 11,
            outputTokens: 22,
            finishReason: "stop",
            message: "too busy",
            said: "<p>busy</p>\nnow"
        )
        change(&row)
        return row
    }

    @Test func anAttemptIsOneRowInEachFormat() {
        let document = AttemptsDocument([row()])
        let columns =
            "at,purpose,asked,prompt,sample,attempt,class,http,total_ms,input_tokens,output_tokens,finish,said,id"
        let values = "2023-11-14T22:13:20.070Z,response,large,p1,2,3,http_500,500,1234.5,11,22,stop,too busy,17"
        #expect(document.written(as: .csv) == "\(columns)\r\n\(values)\r\n")
        let cells = values.replacing(",", with: " | ")
        #expect(document.written(as: .markdown).hasSuffix("| \(cells) |\n"))
        #expect(document.written(as: .table).contains(" http_500 "))
        let json = document.written(as: .json)
        #expect(json.hasPrefix(#"{"schema":"slam.attempts.v1","rows":[{"at":"2023-11-14T22:13:20.070Z","#))
        #expect(json.contains(#""http":500,"total_ms":1234.5,"input_tokens":11,"output_tokens":22,"#))
        #expect(document.words.isEmpty)
        #expect(AttemptsDocument([]).words == "no attempt is like that.\n")
    }

    /// A time before 1970, of a clock that was never set, is no other time.
    @Test func aTimeKeepsItsMilliseconds() {
        let document = AttemptsDocument([row { $0.at = -1 }, row { $0.at = 0 }, row { $0.at = nil }])
        let times = document.written(as: .csv).split(separator: "\r\n").dropFirst().map { $0.prefix { $0 != "," } }
        #expect(times == ["1969-12-31T23:59:59.999Z", "1970-01-01T00:00:00.000Z", ""])
    }

    @Test(arguments: Format.allCases) func whatIsWithheldStandsInNoFormat(format: Format) {
        let withheld = row {
            ($0.id, $0.at, $0.prompt, $0.totalNanoseconds) = (nil, nil, nil, nil)
            ($0.inputTokens, $0.outputTokens, $0.finishReason, $0.message) = (nil, nil, nil, nil)
            ($0.isWithheld, $0.isMute, $0.isOfHiddenPrompt) = (true, true, true)
        }
        let text = AttemptsDocument([withheld]).written(as: format)
        #expect(format != .json || text.contains(#""finish":null,"said":null,"id":null}"#), "\(text)")
        #expect(text.contains("large") && text.contains("http_500"))
        for secret in ["p1", "1234", "busy", "stop", "2023"] { #expect(!text.contains(secret), "\(text)") }
    }

    @Test func whatIsWithheldIsCounted() throws {
        let times =
            "Times, tokens and ends of responses and probes, and times and tokens of verdicts and vectors, are withheld until 'slam unblind'.\n"
        let said =
            "What the server said is withheld until then for 2 attempts, as it may hold the text that is rated.\n"
        let prompt =
            "The prompt is withheld until then for 1 attempt, as a model failed on it: who knows which one knows who wrote the others. They stand last, in no order of time.\n"
        let withheld = row { $0.isWithheld = true }
        #expect(AttemptsDocument([row(), withheld]).words == times)
        let mute = row { ($0.isWithheld, $0.isMute) = (true, true) }
        #expect(AttemptsDocument([row(), mute, mute]).words == times + said)
        let json = try JSONValue(parsing: AttemptsDocument([row(), mute, mute]).written(as: .json))
        #expect(json["notes"]?.array?.compactMap { $0.string.map { $0 + "\n" } } == [times, said])
        let hidden = row { ($0.isWithheld, $0.isMute, $0.isOfHiddenPrompt) = (true, true, true) }
        #expect(AttemptsDocument([hidden, withheld, mute]).words == times + said + prompt)
    }

    @Test(arguments: Format.allCases) func whatAServerSaidActsNowhere(format: Format) throws {
        let hostile = row { ($0.message, $0.said) = (HostileText.text, HostileText.text) }
        #expect(try HostileText.isHarmless(AttemptsDocument([hostile]).written(as: format), format))
        #expect(try HostileText.isHarmless(AttemptDocument(hostile, isBlind: false).written(as: format), format))
    }

    @Test func oneAttemptHasTheFirstOfWhatTheServerSaid() throws {
        let document = AttemptDocument(row(), isBlind: false)
        #expect(
            document.written(as: .table) == """
                what     value
                ───────  ────────
                purpose  response
                asked    large
                prompt   p1
                sample   2
                attempt  3
                class    http_500
                http     500
                message  too busy

                The server said:
                <p>busy</p>
                now

                """
        )
        #expect(document.written(as: .csv).hasSuffix("message,too busy\r\nbody,\"<p>busy</p>\nnow\"\r\n"))
        #expect(document.written(as: .markdown).hasSuffix("\n\nThe server said:\n\n    <p>busy</p>\n    now\n"))
        let json = try JSONValue(parsing: document.written(as: .json))
        #expect(json["schema"]?.string == "slam.attempt.v1" && json["id"]?.integer == 17)
        #expect(json["sample"]?.integer == 2 && json["attempt"]?.integer == 3 && json["http"]?.integer == 500)
        #expect(json["body"]?.string == "<p>busy</p>\nnow" && json["notes"]?.array?.isEmpty == true)
    }

    /// Whatever ends a line, the next stands in the block too, and makes no heading, link or image.
    @Test func noLineOfABodyLeavesItsBlock() {
        let hostile = row { $0.said = "a\r\n# b\n![c](http://d)\u{2028}e\rf\u{1B}[2J" }
        let text = AttemptDocument(hostile, isBlind: false).written(as: .markdown)
        let lines = text.split(whereSeparator: \.isNewline).drop { $0 != "The server said:" }.dropFirst()
        #expect(lines.count >= 3 && lines.allSatisfy { $0.hasPrefix("    ") }, "\(text)")
        #expect(text.hasSuffix("\n") && !text.contains("\u{1B}"))
    }

    /// Below an error's status the body may be the text that is rated.
    @Test(
        arguments: [
            (nil, true, false), (200, true, false), (299, true, false), (300, true, true), (500, true, true),
            (200, false, true), (nil, false, true),
        ] as [(Int?, Bool, Bool)]
    )
    func anAnswerIsShownOnceUnblinded(status: Int?, isBlind: Bool, isShown: Bool) {
        let document = AttemptDocument(row { $0.httpStatus = status }, isBlind: isBlind)
        for format in Format.allCases {
            let text = document.written(as: format)
            #expect(text.contains("<p>busy") == isShown, "\(format): \(text)")
            #expect(text.contains("may hold the answer") == (!isShown && format != .csv), "\(format): \(text)")
        }
    }

    @Test func whatWasNotKeptIsSaid() {
        let document = AttemptDocument(row { $0.said = nil }, isBlind: true)
        #expect(document.written(as: .table).hasSuffix("\n\nThe server said nothing that was kept.\n"))
        let end = #""body":null,"notes":["The server said nothing that was kept."]}"#
        #expect(document.written(as: .json).hasSuffix(end + "\n"))
    }
}
