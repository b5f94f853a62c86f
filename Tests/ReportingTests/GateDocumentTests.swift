import Agreement
import Studies
import Testing

@testable import Ratings
@testable import Reporting

/// What a gate exits with, and what its evidence tells of a later run.
struct GateDocumentTests {
    private func document(
        _ states: [Gate.Outcome.State],
        _ compared: Double = 0,
        moved: [String] = [],
        since evidence: JSONValue? = nil
    ) throws -> GateDocument {
        let outcomes = try states.map { state in
            Gate.Outcome(
                requirement: try Requirement(parsing: "stale() = 0"),
                state: state,
                estimate: nil,
                compared: compared,
                reason: nil
            )
        }
        return GateDocument(outcomes, head: [("seed", .number(1))], moved: moved, since: evidence)
    }

    @Test func oneThatFailsComesBeforeOneThatCannotBeJudged() throws {
        #expect(try document([.holds, .holds]).status == 0)
        #expect(try document([.holds, .open]).status == 3)
        #expect(try document([.open, .fails, .holds]).status == 2)
        #expect(try document([]).status == 0)
    }

    @Test func whatMovedSinceTheEvidenceIsNamed() throws {
        let evidence = try JSONValue(parsing: String(decoding: try document([.holds]).evidence, as: UTF8.self))
        #expect(try document([.holds], since: evidence).written(as: .table).contains("Nothing moved"))
        #expect(try document([.fails], 2, since: evidence).written(as: .table).contains("figure of 'stale() = 0'"))
        let labels = try document([.fails], 2, moved: ["labels"], since: evidence).written(as: .table)
        #expect(labels.contains("Moved since the evidence: labels.") && !labels.contains("figure of"))
    }

    @Test func aFigureInJSONHasItsEndsOrItsReason() throws {
        var estimate = Estimate(value: 0.5, itemCount: 4, ratingCount: 8)
        (estimate.low, estimate.high) = (0.25, 0.75)
        #expect(estimate.json["low"]?.number == 0.25 && estimate.json["high"]?.number == 0.75)
        #expect(estimate.json["n_items"]?.number == 4 && estimate.json["n_ratings"]?.number == 8)
        let none = Estimate(undefined: "no item", itemCount: 0, ratingCount: 0).json
        #expect(none["value"] == .null && none["undefined"]?.string == "no item" && none["low"] == nil)
    }
}
