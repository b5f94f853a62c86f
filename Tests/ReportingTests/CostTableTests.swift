import Auditing
import Ratings
import Testing

@testable import Reporting
@testable import Studies

/// What a cost says where a part of it has no bound, and that a file has what the text says.
struct CostTableTests {
    /// A model at a dollar an hour that serves one request a second, beside an API at a cent a request; of the prompts so
    /// many answers of its own are accepted, and all of the API's.
    private func document(
        accepted own: Double?,
        criterion: String? = nil,
        replicas: Int = 1,
        isBurst: Bool = false,
        only models: [String] = [],
        confidence: Double = 0.95
    ) throws -> CostDocument {
        var study = Study(
            name: "s",
            endpoints: [Endpoint(name: "api", kind: .openai, url: "http://127.0.0.1:1/v1")],
            models: [
                Model(name: "large", endpoint: "api", model: "l", isBaseline: true),
                Model(name: "small", endpoint: "api", model: "s"), Model(name: "tiny", endpoint: "api", model: "t"),
            ]
        )
        study.cost.gpuHour = 1
        study.cost.minimumReplicas = replicas
        study.cost.accepted = criterion.map { CostSettings.Accepted(criterion: $0, atLeast: 4) }
        func probe(_ model: String, _ at: Int64, _ slot: Attempt.Slot?) -> Attempt {
            var attempt = Attempt(purpose: .probe, model: model, startedAt: at, outcome: .success)
            attempt.timing.total = .seconds(1)
            attempt.usage = Attempt.Usage(input: 100, output: 100)
            attempt.slot = slot
            return attempt
        }
        let load = (0..<40).map { number in
            // In a burst all come at the end, so that the rate may be nothing.
            let at = Int64(number) * 1000
            let slot = Attempt.Slot(schedule: "l", number: number, load: .concurrency(1))
            return probe("small", isBurst && number > 0 ? 99_000 : at, slot)
        }
        let evidence = CostReport.Evidence(
            attempts: load + [probe("large", 0, nil)],
            loads: LoadReport.reports(load, ServiceLevel(firstTokenP95: nil, perTokenP95: nil)),
            prices: ["large": Price(input: 50_000_000, output: 50_000_000)],
            accepted: own.map { own in ["small": (0..<30).map { _ in (own: own, api: 1) }] } ?? [:]
        )
        return try CostDocument(
            study: "s",
            report: CostReport(study, evidence, AuditOptions(confidence: confidence)),
            isBlind: false,
            selection: RatingSelection(models: models)
        )
    }

    private func said(_ document: CostDocument) -> String {
        document.written(as: .table).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    @Test func onlyTheModelsAskedForStandBesideTheAPI() throws {
        let (all, one) = (try document(accepted: nil), try document(accepted: nil, only: ["small"]))
        #expect(all.written(as: .json).contains("\"tiny\"") && all.written(as: .csv).contains("tiny,per_request,"))
        for format in [Format.table, .json, .csv] {
            #expect(!one.written(as: format).contains("tiny") && one.written(as: format).contains("small"))
        }
    }

    /// Without an interval of what a replica serves nothing is called cheaper, in no format.
    @Test func aRateThatMayBeNothingMakesNothingCheaper() throws {
        let even = try document(accepted: 1, only: ["small"])
        let burst = try document(accepted: 1, isBurst: true, only: ["small"])
        #expect(even.written(as: .csv).contains("small,break_even_per_request_whole_band,"))
        #expect(!burst.written(as: .csv).contains("whole_band"))
        #expect(burst.written(as: .csv).contains("small,break_even_per_request,"))
        #expect(burst.written(as: .json).contains("\"break_even_per_request_whole_band\":null"))
        #expect(!even.written(as: .json).contains("\"break_even_per_request_whole_band\":null"))
        #expect(even.sentence.contains("cheaper from ") && burst.sentence.contains("cheaper cannot be told"))
        #expect(said(burst).contains("Nothing is called cheaper: the load test's rate has no interval above 0"))
    }

    @Test func anIntervalThatTheSearchCutOffHasNoEnd() throws {
        let text = said(try document(accepted: nil))
        #expect(text.contains(" on (looked up to "), "\(text)")
    }

    /// What a replica must serve for the paper's ratios does not hang on how many there are.
    @Test func thePapersSharesAreOfOneReplica() throws {
        func shares(_ replicas: Int) throws -> Substring? {
            let text = try said(document(accepted: nil, replicas: replicas))
            let parts = text.split(separator: "of what its replica was measured to serve in an hour:")
            return parts.dropFirst().first?.split(separator: "small here:").first
        }
        #expect(try shares(1)?.contains("29× takes") == true && shares(1) == shares(3))
    }

    @Test func whatCostsMoreAnAcceptedResponseIsSaidToCostMore() {
        func line(_ own: Double) -> String {
            CostDocument.acceptedLine(
                of: HybridCost(requests: 1000, apiPerMonth: 100, selfPerMonth: own, shareMoved: 1)
            )
        }
        #expect(line(10).hasSuffix(", 90.0 % less than the API's."), "\(line(10))")
        #expect(line(150).hasSuffix(", 50.0 % more than the API's."), "\(line(150))")
    }

    @Test func aRatioWithoutABoundIsNoNumber() throws {
        let none = try document(accepted: 0)
        let said = none.written(as: .table).replacing("\n", with: " ")
        #expect(said.contains("Self over API per accepted response: unbounded [unbounded, unbounded]"), "\(said)")
        #expect(!said.contains("inf"), "\(said)")
        let json = none.written(as: .json)
        #expect(json.contains("\"ratio_per_accepted\":null") && json.contains("\"ratio_per_accepted_unbounded\":true"))
        #expect(json.contains("\"central_unbounded\":true"), "\(json)")
        #expect(none.written(as: .csv).contains("small,ratio_per_accepted,,,,unbounded"))
        #expect(try !document(accepted: 1).written(as: .json).contains("central_unbounded"))
    }

    @Test func theHeadingNamesTheCoverageOfTheIntervals() throws {
        #expect(try document(accepted: 1).written(as: .markdown).contains("| 95 % |"))
        let ninety = try document(accepted: 1, confidence: 0.9)
        #expect(ninety.written(as: .markdown).contains("| 90 % |"))
        #expect(ninety.written(as: .json).contains("\"seed\":1,\"resamples\":1000,\"confidence\":0.9,"))
    }

    @Test func whyNothingIsSaidOfAcceptedResponsesIsSaid() throws {
        let fewer = try document(accepted: nil).written(as: .table).replacing("\n", with: " ")
        #expect(fewer.contains("withheld, no criterion says what is accepted"), "\(fewer)")
        let few = try document(accepted: nil, criterion: "overall").written(as: .table).replacing("\n", with: " ")
        #expect(few.contains("withheld, needs blind labels of at least 30 prompts"), "\(few)")
    }

    /// What is cheaper at the central goodput alone is not called cheaper: each file tells the two apart.
    @Test func aFileHasTheBandTheTornadoAndTheOtherPrices() throws {
        let csv = try document(accepted: 1).written(as: .csv)
        let figures = [
            "break_even_per_request", "break_even_per_request_whole_band", "break_even_per_accepted",
            "break_even_per_accepted_whole_band", "ratio_per_accepted", "api_accepted_share", "ratio.gpu_hour",
            "penalty",
        ]
        for figure in figures {
            #expect(csv.contains("small,\(figure),"), "\(figure): \(csv)")
        }
        #expect(csv.contains("at 0.5 and at 2") && !csv.contains("cheaper_"))
    }
}
