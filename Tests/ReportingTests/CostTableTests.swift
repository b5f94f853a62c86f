import Auditing
import Testing

@testable import Reporting
@testable import Studies

/// What a cost says where a part of it has no bound, and that a file has what the text says.
struct CostTableTests {
    /// A model at a dollar an hour that serves one request a second, beside an API at a cent a request; of the prompts so
    /// many answers of its own are accepted, and all of the API's.
    private func document(accepted own: Double?, criterion: String? = nil) throws -> CostDocument {
        var study = Study(
            name: "s",
            endpoints: [Endpoint(name: "api", kind: .openai, url: "http://127.0.0.1:1/v1")],
            models: [
                Model(name: "large", endpoint: "api", model: "l", isBaseline: true),
                Model(name: "small", endpoint: "api", model: "s"),
            ]
        )
        study.cost.gpuHour = 1
        study.cost.accepted = criterion.map { CostSettings.Accepted(criterion: $0, atLeast: 4) }
        func probe(_ model: String, _ at: Int64, _ slot: Attempt.Slot?) -> Attempt {
            var attempt = Attempt(purpose: .probe, model: model, startedAt: at, outcome: .success)
            attempt.timing.total = .seconds(1)
            attempt.usage = Attempt.Usage(input: 100, output: 100)
            attempt.slot = slot
            return attempt
        }
        let load = (0..<40).map { number in
            probe("small", Int64(number) * 1000, Attempt.Slot(schedule: "l", number: number, load: .concurrency(1)))
        }
        let evidence = CostReport.Evidence(
            attempts: load + [probe("large", 0, nil)],
            loads: LoadReport.reports(load, ServiceLevel(firstTokenP95: nil, perTokenP95: nil)),
            prices: ["large": Price(input: 50_000_000, output: 50_000_000)],
            accepted: own.map { own in ["small": (0..<30).map { _ in (own: own, api: 1) }] } ?? [:]
        )
        return try CostDocument(study: "s", report: CostReport(study, evidence), isBlind: false)
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
