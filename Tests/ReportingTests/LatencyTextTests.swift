import Ratings
import Testing

@testable import Auditing
@testable import Reporting
@testable import Studies

/// What a page of latencies counts, names and leaves out.
struct LatencyTextTests {
    private static func attempt(
        _ purpose: Attempt.Purpose,
        _ number: Int,
        every milliseconds: Int64 = 60_000,
        model: String = "m",
        _ outcome: Attempt.Outcome = .success
    ) -> Attempt {
        var attempt = Attempt(
            purpose: purpose,
            model: model,
            startedAt: Int64(number) * milliseconds,
            outcome: outcome
        )
        if outcome == .success {
            (attempt.timing.firstToken, attempt.timing.total) = (.milliseconds(500), .seconds(2))
        }
        attempt.usage = Attempt.Usage(input: 100, output: 10)
        if purpose == .probe { attempt.slot = Attempt.Slot(schedule: "s", number: number) }
        return attempt
    }

    private static func document(
        _ attempts: [Attempt],
        isBlind: Bool = false,
        axes: [LatencyAxis] = [.purpose, .model]
    ) throws -> LatencyDocument {
        try LatencyDocument(
            study: "s",
            attempts: attempts,
            isBlind: isBlind,
            axes: axes,
            clock: LocalClock(),
            AuditOptions(resamples: 20)
        )
    }

    private static func said(_ document: LatencyDocument) -> String {
        // So wide that no cell is parted.
        let text = PageWidth.$asked.withValue(500) { document.written(as: .table) }
        return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    @Test func whatItsUserStoppedIsLeftOutAndCounted() throws {
        let attempts =
            (0..<10).map { Self.attempt(.response, $0) } + [
                Self.attempt(.response, 10, .failure("cancelled")), Self.attempt(.response, 11, .failure("timeout")),
            ]
        let document = try Self.document(attempts)
        #expect(document.leftOut == 1 && document.rows.map(\.count) == [11])
        #expect(Self.said(document).contains("1 attempt stopped by the user or never sent: left out."))
        #expect(document.json["left_out"]?.number == 1)
    }

    @Test func beforeUnblindingNoEndpointAndNoModelOfAResponseIsNamed() throws {
        let attempts = (0..<10).map { number in
            var attempt = Self.attempt(.response, number, model: number % 2 == 0 ? "large" : "small")
            attempt.endpoint = number % 2 == 0 ? "bigcloud" : "ownbox"
            attempt.server.model = "secret-weights"
            return attempt
        }
        let axes: [LatencyAxis] = [.endpoint, .model]
        let blind = try Self.document(attempts, isBlind: true, axes: axes)
        let said = [Format.table, .json, .csv].map { blind.written(as: $0) }.joined()
        for name in ["bigcloud", "ownbox", "large", "small", "secret-weights"] { #expect(!said.contains(name)) }
        #expect(blind.rows.map(\.keys) == [["all endpoints", "all models"]] && blind.rows.map(\.count) == [10])
        let open = try Self.document(attempts, axes: axes)
        #expect(open.rows.map(\.keys) == [["bigcloud", "large"], ["ownbox", "small"]])
    }

    /// The time over the day is that to the first token where half of the answers tell it.
    @Test(arguments: [(6, LatencyMetric.firstToken), (5, .total)])
    func aDayIsOfTheFirstTokenWhereHalfOfTheAnswersTellIt(told: Int, metric: LatencyMetric) throws {
        let attempts = (0..<12).map { number in
            var attempt = Self.attempt(.probe, number)
            if number >= told { attempt.timing.delivery = .whole }
            return attempt
        }
        #expect(try Self.document(attempts).days.map(\.metric) == [metric])
    }

    @Test func onlyAnswersAtTemperatureZeroAreRepeats() {
        var study = Study(name: "s", sampling: Sampling(temperature: 0))
        study.models = [
            Model(name: "cold", endpoint: "api", model: "c"),
            Model(name: "warm", endpoint: "api", model: "w", sampling: Sampling(temperature: 0.7)),
            Model(name: "once", endpoint: "api", model: "o"),
        ]
        let twice = [ModelTexts.Answers(prompt: "p", texts: ["a", "b"])]
        let texts = [
            ModelTexts(model: "cold", answers: twice), ModelTexts(model: "warm", answers: twice),
            ModelTexts(model: "gone", answers: twice),
            ModelTexts(model: "once", answers: [ModelTexts.Answers(prompt: "p", texts: ["a"])]),
        ]
        #expect(LatencyDocument.repeated(texts, of: study).map(\.model) == ["cold"])
    }

    /// Ninety probes of which every third fails say nothing of an outage; two failures in a row among none are one.
    @Test func onlyAnOutageBeyondChanceIsTold() throws {
        func document(every step: Int) throws -> LatencyDocument {
            try Self.document(
                (0..<90).map {
                    Self.attempt(.probe, $0, $0 % step == 0 || $0 == 1 ? .failure("timeout") : .success)
                }
            )
        }
        let (often, rare) = (try document(every: 3), try document(every: 90))
        #expect(!Self.said(often).contains("failures in a row"))
        #expect(Self.said(rare).contains("m: 2 failures in a row from 1970-01-01T00:00:00Z, over after 2 min."))
        let json = try #require(rare.json["reliability"]?.array?.first)
        #expect(json["outages"]?.array?.count == 1 && json["open_outages"]?.number == 0)
        let down = try Self.document(
            (0..<30).map { Self.attempt(.probe, $0, $0 < 28 ? .success : .failure("timeout")) }
        )
        #expect(down.json["reliability"]?.array?.first?["open_outages"]?.number == 1)
    }

    @Test(arguments: [(119.0, "119 s"), (120, "2 min"), (600, "10 min"), (7199, "120 min"), (7200, "2.0 h")])
    func aDurationHasItsUnit(seconds: Double, words: String) {
        #expect(LatencyDocument.duration(seconds) == words)
    }

    /// Ten days whose fourteenth hour is three times as slow.
    @Test func theHourMattersAtTheConfidenceAskedFor() throws {
        let cells = (0..<240).map { (day: $0 / 24, hour: $0 % 24) }
        let values = cells.map { $0.hour == 14 ? 3 + Double($0.day) / 10 : 1 + Double(($0.day * 7 + $0.hour) % 5) / 50 }
        let profile = DayProfile(values, days: cells.map(\.day), hours: cells.map(\.hour))
        let day = LatencyDocument.Day(
            model: "m",
            metric: .total,
            profile: profile,
            cells: [[1, 2]],
            usable: UsableLatency(values),
            description: nil
        )
        var document = try Self.document([Self.attempt(.probe, 0)])
        let matters = document.words(of: day, .table)
        #expect(matters.hasPrefix("m: total over the day\nThe hour matters (p = 0.0005, 10 days"), "\(matters)")
        #expect(matters.contains("Peak at 14:00: 3450 ms"))
        document.options.confidence = 0.9999
        let doubted = document.words(of: day, .table)
        #expect(doubted.contains("No difference between hours found (p = 0.00"), "\(doubted)")
    }

    @Test func aFewHoursOfSlotsBoundADifferenceTooNarrowly() throws {
        func said(hours: Int) throws -> String {
            // A minute apart, as two that are under way at once do not share the server alike.
            let large = (0..<hours * 2).map { Self.attempt(.probe, $0, every: 1_800_000, model: "large") }
            let small = large.map { attempt in
                var other = attempt
                (other.model, other.startedAt) = ("small", attempt.startedAt + 60_000)
                return other
            }
            let attempts = large + small
            return Self.said(try Self.document(attempts))
        }
        #expect(try said(hours: 19).contains("interval likely too narrow (few hours)"))
        #expect(try !said(hours: 20).contains("interval likely too narrow (few hours)"))
    }

    @Test func whatAFewDaysSayOfReliabilityIsSaid() throws {
        func sentence(days: Int) throws -> String {
            try Self.document((0..<days * 4).map { Self.attempt(.probe, $0, every: 21_600_000) }).reliabilitySentence
        }
        #expect(try sentence(days: 1) == "Reliability: 0 of 4 probes failed; 1 day of 5 says little of a week.")
        #expect(try sentence(days: 5) == "Reliability: 0 of 20 probes failed.")
    }

    @Test func anHourWithoutAMedianIsCounted() throws {
        let attempts = (0..<24).map { number in
            Self.attempt(.probe, number, every: 1_800_000, number < 4 ? .failure("timeout") : .success)
        }
        let document = try Self.document(attempts)
        #expect(document.json["day"]?.array?.first?["hours_not_reached"]?.number == 2)
        #expect(Self.said(document).contains("2 hours without a median: half or more failed."))
    }

    @Test func everyTimeIsCalledWhatItIs() {
        let titles: [LatencyMetric: String] = [.firstToken: "first token", .perToken: "per token", .total: "total"]
        for metric in LatencyMetric.allCases { #expect(LatencyDocument.title(metric) == titles[metric]) }
    }

    @Test func bitsAParameterOfAModelAreEightTimesItsBytes() throws {
        let model = Model(name: "own", endpoint: "api", model: "o", sizeGB: 4, parametersBillion: 8)
        let text = CatalogueDocument([model], memory: ["own": 4321]).written(as: .json)
        let own = try #require(try JSONValue(parsing: text)["models"]?.array?.last)
        #expect(own["model"]?.string == "own" && own["bits_per_parameter"]?.number == 4)
        #expect(own["measured_mb"]?.number == 4321)
    }
}
