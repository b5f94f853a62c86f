import Auditing
import Studies
import Testing

@testable import Reporting

/// A load test as a table: why a step breaks its promise stands below, so that the table fits a terminal.
struct LoadTableTests {
    private var document: LoadDocument {
        let attempts = (0..<80).map { number in
            let outcome: Attempt.Outcome = number % 8 == 3 ? .failure("server") : .success
            var timing = Attempt.Timing(delivery: .streamed)
            timing.firstToken = .milliseconds(20)
            timing.lastToken = .milliseconds(40)
            timing.total = .milliseconds(45)
            var attempt = Attempt(
                purpose: .probe,
                model: "llama-3.1-8b-instruct-q4_k_m",
                startedAt: Int64(number) * 50,
                outcome: outcome,
                timing: timing
            )
            attempt.usage.output = 12
            attempt.slot = Attempt.Slot(schedule: "l", number: number, load: .concurrency(number < 40 ? 1 : 2))
            return attempt
        }
        let level = ServiceLevel()
        return LoadDocument(level: level, reports: LoadReport.reports(attempts, level))
    }

    @Test func aStepThatBreaksItsPromiseFitsEightyColumns() {
        let text = PageWidth.$asked.withValue(80) { document.written(as: .table) }
        #expect(!text.contains("load: 1 at a time"), "\(text)")
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(text)")
        let said = text.replacing("\n", with: " ")
        #expect(said.contains("∞") && said.contains("ttft_p95 not reached"), "\(text)")
        #expect(said.contains("failures 12.5 % > 1.0 %: server"), "\(text)")
    }

    /// One of a step that asks one at a time.
    private static func attempt(_ number: Int, _ timing: Attempt.Timing) -> Attempt {
        var attempt = Attempt(
            purpose: .probe,
            model: "m",
            startedAt: Int64(number) * 50,
            outcome: .success,
            timing: timing
        )
        attempt.slot = Attempt.Slot(schedule: "l", number: number, load: .concurrency(1))
        return attempt
    }

    @Test func answersThatTellNoTokensAreCountedBesideTheirStep() {
        let attempts = (0..<10).map { number in
            var timing = Attempt.Timing(delivery: number < 6 ? .streamed : .buffered)
            timing.firstToken = number < 6 ? .milliseconds(20) : nil
            timing.total = .milliseconds(45)
            return Self.attempt(number, timing)
        }
        let level = ServiceLevel(firstTokenP95: .seconds(1), perTokenP95: nil)
        let document = LoadDocument(level: level, reports: LoadReport.reports(attempts, level))
        let csv = document.written(as: .csv)
        #expect(csv.contains("20,,yes,4 buffered of 10 answers: no time of tokens"), "\(csv)")
        #expect(document.written(as: .json).contains("\"without_tokens\":{\"buffered\":4}"))
        let ninety = LoadDocument(level: level, reports: LoadReport.reports(attempts, level, confidence: 0.9))
        #expect(document.written(as: .markdown).contains("| 95 % |"))
        #expect(ninety.written(as: .markdown).contains("| 90 % |"))
        // One step that holds tells no highest rate.
        let said = document.written(as: .table).replacing("\n", with: " ")
        #expect(said.contains("with more load the goodput may be higher"), "\(said)")
        #expect(document.written(as: .json).contains("\"is_open_ended\":true"))
    }

    @Test func aGoodputIsBoundOnceALevelBrokeOrMoreGaveNothing() {
        func curve(_ steps: [(rate: Double, holds: Bool)]) -> LoadCurve {
            LoadCurve(steps.map { LoadCurve.Step(rate: $0.rate, holds: $0.holds) })
        }
        #expect(curve([(1, true), (2, true)]).isOpenEnded)
        #expect(!curve([(1, true), (2, false)]).isOpenEnded && !curve([]).isOpenEnded)
        #expect(!curve([(2, true), (2.05, true), (2.06, true)]).isOpenEnded)
    }

    /// Tokens a second tell how long the answers of a named model are; a test that was stopped has no goodput.
    @Test func aBlindOrAStoppedTestTellsLess() throws {
        let attempts = (0..<10).map { number in
            var timing = Attempt.Timing(delivery: .streamed)
            (timing.firstToken, timing.lastToken) = (.milliseconds(20), .milliseconds(40))
            timing.total = .milliseconds(45)
            var attempt = Self.attempt(number, timing)
            attempt.usage.output = 12
            return attempt
        }
        let level = ServiceLevel(firstTokenP95: .seconds(1), perTokenP95: nil)
        let reports = LoadReport.reports(attempts, level)
        func json(_ document: LoadDocument) throws -> JSONValue {
            try #require(try JSONValue(parsing: document.written(as: .json))["models"]?.array?.first)
        }
        func tokens(_ document: LoadDocument) throws -> JSONValue? {
            try json(document)["steps"]?.array?.first?["tokens_per_second"]
        }
        let open = LoadDocument(level: level, reports: reports)
        let blind = LoadDocument(level: level, reports: reports, isBlind: true)
        let (count, hidden) = (try #require(try tokens(open)?.number), try tokens(blind))
        #expect(count > 100 && hidden == .null)
        let digits = JSONValue.canonicalNumber(count)
        #expect(open.written(as: .csv).contains(",\(digits),") && !blind.written(as: .csv).contains(digits))
        #expect(try json(open)["goodput"]?.number != nil && json(open)["saturation"]?.number != nil)
        var stopped = open
        stopped.stoppedOf = 3
        #expect(try json(stopped)["goodput"] == .null && json(stopped)["saturation"] == .null)
        #expect(stopped.written(as: .table).contains("m: stopped in step 1 of 3: no goodput"))
    }

    @Test func aFileSaysWhatAReaderSees() {
        let csv = document.written(as: .csv)
        #expect(csv.contains("holds,note\r\n") && csv.contains("not reached,no,ttft_p95 not reached;"), "\(csv)")
    }
}
