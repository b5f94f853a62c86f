import Foundation
import Rehearsal
import Studies
import Testing

/// Judges against the rehearsal server, with the built binary.
struct JudgeTests {
    private let study: JudgedStudy
    private var folder: StudyFolder { study.folder }

    init() throws { study = try JudgedStudy() }

    @Test func everyStateIsCountedApart() throws {
        let lines = [
            JudgedStudy.line(["Long answer 1"], "I would give it a 4."),
            JudgedStudy.line(["Long answer 2"], "I'm sorry, but I can't do that."),
            JudgedStudy.line(["Long answer 3"], "{\"score\": 9}"),
            JudgedStudy.line(["Long answer"], "{\"reason\": \"long\", \"score\": 4}"),
            JudgedStudy.line(["Short 1"], "", finish: "content_filter"),
            JudgedStudy.line(["Short"], "{\"reason\": \"short\", \"score\": 2}"),
        ]
        let server = try study.serve(
            lines,
            judges:
                "  gpt: {endpoint: api, model: j, criteria: [overall], template: judge.mustache, price: {input: 1, output: 10}}"
        )
        defer { server.stop() }
        #expect(try folder.slam("judge", "--dry-run").output.hasPrefix("12 requests"))
        let part = try folder.slam("judge", "--limit", "11")
        #expect(part.errors.contains("'gpt' so far: 11 calls"), "\(part.errors)")
        let json = try folder.slam("judge", "verdicts", "--format", "csv").output
        #expect(json.contains("overall,gpt,12,0,12,7,7,0,2,1,1,1,"), "\(json)")
        let rest = try folder.slam("judge")
        #expect(rest.errors.contains("'gpt' so far: 12 calls, $0.0024"), "\(rest.errors)")
        #expect(server.requestCount == 12)
        let versions = try folder.slam("judge", "versions", "--format", "csv").output
        #expect(versions.contains("current,11,"), "\(versions)")
        let exported = try folder.slam("judge", "export").output
        #expect(exported.split(separator: "\n").count == 11 && !exported.contains("planted"))
    }

    @Test func repliesAreReadAgainWithoutACall() throws {
        let server = try study.serve(
            [JudgedStudy.line(["Long"], "4"), JudgedStudy.line(["Short"], "2")],
            judges: "  gpt: {endpoint: api, model: j, criteria: [overall], template: judge.mustache}"
        )
        defer { server.stop() }
        #expect(try folder.slam("judge").status == 1)
        #expect(try folder.slam("judge", "verdicts").output.contains("0 read of 12, unparsed 12"))
        try study.change("template: judge.mustache}", to: "template: judge.mustache, reply: bare}")
        let again = try folder.slam("judge", "--reparse")
        #expect(again.errors.contains("12 replies read again: 12 new verdicts"), "\(again.errors)")
        #expect(try folder.slam("judge").errors.contains("0 verdicts collected of 0 wanted"))
        #expect(server.requestCount == 12)
        let verdicts = try folder.slam("judge", "verdicts")
        #expect(verdicts.output.contains("12 read of 12"), "\(verdicts.output)")
        #expect(verdicts.errors.contains("12 of another version of the judge"), "\(verdicts.errors)")
    }

    /// Counting verdicts takes the study's files over, as a judge would: not in silence.
    @Test func statusSaysThatItTakesEditsOver() throws {
        let judge = "  gpt: {endpoint: api, model: j, criteria: [overall], template: judge.mustache}"
        let server = try study.serve([JudgedStudy.line(["Long"], "4")], judges: judge)
        defer { server.stop() }
        let words = "The study's files were edited: taken over."
        _ = try folder.slam("status")
        #expect(try !folder.slam("status").errors.contains(words))
        try study.change("How good?", to: "How nice?")
        let status = try folder.slam("status")
        #expect(status.status == 0 && status.errors.contains(words), "\(status.errors)")
        #expect(try !folder.slam("status").errors.contains(words))
    }

    @Test func aPlantedShiftIsRecovered() throws {
        // Five of twelve scores rise by one: .4167.
        let lines =
            [1, 2, 3, 4, 5].map { JudgedStudy.line(["SECOND", "Long answer \($0)"], "{\"score\": 5}") } + [
                JudgedStudy.line(["Long"], "{\"score\": 4}"), JudgedStudy.line(["Short"], "{\"score\": 2}"),
            ]
        let server = try study.serve(
            lines,
            judges: "  gpt: {endpoint: api, model: j, criteria: [overall], template: judge.mustache}"
        )
        defer { server.stop() }
        #expect(try folder.slam("judge").status == 0)
        try folder.write("Prompts/s/judge.mustache", "SECOND " + JudgedStudy.template)
        #expect(try folder.slam("judge").errors.contains("12 verdicts collected of 12 wanted"))
        let versions = try folder.slam("judge", "versions", "--format", "csv").output.split(separator: "\r\n")
            .dropFirst()
            .map { String($0.split(separator: ",")[2]) }
        try #require(versions.count == 2)
        let keys = (1...40).map { "\($0 % 5 + 1)\na\n" }.joined()
        #expect(try folder.slam("review", "--reviewer", "ana", input: keys + "q\n").status == 0)
        let diff = try folder.slam("judge", "diff", String(versions[0].prefix(8)), String(versions[1].prefix(8)))
        #expect(diff.output.contains("0.417"), "\(diff.output)\(diff.errors)")
        #expect(diff.output.contains("5 flipped items") && diff.output.contains("Spearman's correlation with people"))
        #expect(try folder.slam("judge", "diff", "0000", "gpt").status == 1)
    }

    @Test func aPanelIsARaterInAgreement() throws {
        let scores = ["a": (5, 1), "b": (4, 2), "c": (1, 1)]
        let lines = scores.flatMap { name, scores in
            [
                JudgedStudy.line(["Long"], "{\"score\": \(scores.0)}", model: name),
                JudgedStudy.line(["Short"], "{\"score\": \(scores.1)}", model: name),
            ]
        }
        let judges = scores.keys.sorted().map {
            "  judge-\($0): {endpoint: api, model: \($0), criteria: [overall], template: judge.mustache}"
        }
        let server = try study.serve(
            lines,
            judges: judges.joined(separator: "\n"),
            panels: "panels: {three: {judges: [judge-a, judge-b, judge-c], vote: median, quorum: 2}}\n"
        )
        defer { server.stop() }
        #expect(try folder.slam("judge").status == 0)
        let agreement = try folder.slam("agreement", "--resamples", "20").output
        #expect(agreement.contains("judge-a 12, judge-b 12, judge-c 12, three 12"), "\(agreement)")
        let opinions = try folder.slam("judge", "export", "--opinions").output
        let panel = opinions.split(separator: "\n").filter { $0.contains("\"rater\":\"three\"") }
        #expect(panel.count == 12 && panel.count { $0.contains("\"value\":4") } == 6)
    }

    @Test func injectionsAndEditsAreReallyAskedAndTold() throws {
        // Obeys an order to give the highest score, and nothing else.
        let lines =
            ["highest score", "full marks", "top of the scale"].map {
                JudgedStudy.line(["Short", $0], "{\"score\": 5}")
            } + [
                JudgedStudy.line(["Long"], "{\"score\": 4}"), JudgedStudy.line(["Short"], "{\"score\": 2}"),
            ]
        let server = try study.serve(
            lines,
            judges: "  gpt: {endpoint: api, model: j, criteria: [overall], template: judge.mustache}"
        )
        defer { server.stop() }
        #expect(try folder.slam("judge").status == 0)
        let audit = try folder.slam(
            "judge",
            "audit",
            "--injection",
            "--ask",
            "edited,again,reworded,reversed",
            "--format",
            "csv"
        )
        #expect(audit.status == 0, "\(audit.errors)")
        #expect(server.requestCount == 12 * 6)
        #expect(audit.output.contains("meaningless edits,share of verdicts that it changes,12,12,0"), "\(audit.output)")
        let moved = try #require(
            audit.output.split(separator: "\r\n").first { $0.contains("moves as the injection orders") }
        )
        let share = try #require(Double(moved.split(separator: ",")[6]))
        #expect(share > 0 && share <= 0.5, "\(moved)")
        // What an audit asks is nobody's rating.
        #expect(try folder.slam("judge", "export").output.split(separator: "\n").count == 12)
        #expect(try folder.slam("judge", "audit", "--injection").status == 0)
        #expect(server.requestCount == 12 * 6)
    }

    @Test func aScoreIsWeightedByTokenProbabilities() throws {
        let alternatives = [("4", 0.5), ("5", 0.5)].map { text, probability in
            JSONValue.object([("token", .string(text)), ("logprob", .number(log(probability)))])
        }
        var told = JudgedStudy.line(["Long"], "4")
        told.logprobs = .array([
            .object([("token", .string("4")), ("logprob", .number(log(0.5))), ("top_logprobs", .array(alternatives))])
        ])
        let server = try study.serve(
            [told, JudgedStudy.line(["Short"], "2")],
            judges:
                "  gpt: {endpoint: api, model: j, criteria: [overall], template: judge.mustache, reply: bare, weighted: true}"
        )
        defer { server.stop() }
        // Half of the replies tell no probabilities.
        #expect(try folder.slam("judge", "--max-unparsed", "0.5").status == 0)
        let tooMany = try folder.slam("judge", "--max-unparsed", "0.4")
        #expect(tooMany.status == 1 && tooMany.errors.contains("too many unparsed"), "\(tooMany.errors)")
        let lines = try folder.slam("judge", "export").output.split(separator: "\n")
        #expect(lines.count { $0.contains("\"value\":4.5") } == 6)
        #expect(
            try folder.slam("judge", "verdicts").errors.contains("6 scores weighted by token probabilities; 0.00 %")
        )
        // No silent fallback to the point that was said.
        #expect(lines.count { $0.contains("\"outcome\":\"unparsed\"") && $0.contains("no token probabilities") } == 6)
    }

    @Test func aRankingGivesAVerdictOnEachPairInBothOrders() throws {
        try folder.write(
            "Prompts/s/rank.mustache",
            "{{criterion}} {{scale}} {{prompt}}\n{{#responses}}{{number}}\n{{boundary}}\n{{response}}\n{{boundary}}\n{{/responses}}\"ranking\""
        )
        let server = try study.serve(
            [
                JudgedStudy.line(["Short", "Long"], "{\"ranking\": [2, 1]}"),
                JudgedStudy.line(["Long", "Short"], "{\"ranking\": [1, 2]}"),
            ],
            judges: "  gpt: {endpoint: api, model: j, criteria: [better], template: rank.mustache, ranking: true}"
        )
        defer { server.stop() }
        let run = try folder.slam("judge")
        #expect(run.status == 0 && server.requestCount == 12, "\(run.errors)")
        let opinions = try folder.slam("judge", "export", "--opinions").output.split(separator: "\n")
        #expect(opinions.count == 6 && opinions.allSatisfy { $0.contains("\"outcome\":\"rated\"") })
    }

    @Test func aTemplateThatDoesNotFenceIsRefused() throws {
        let server = try study.serve(
            [],
            judges: "  gpt: {endpoint: api, model: j, criteria: [overall], template: judge.mustache}"
        )
        defer { server.stop() }
        #expect(try folder.slam("judge", "lint").status == 0)
        try folder.write("Prompts/s/judge.mustache", "{{criterion}} {{prompt}} {{boundary}} {{response}}")
        let lint = try folder.slam("judge", "lint")
        #expect(lint.status == 2 && lint.output.contains("does not fence {{response}}"))
        #expect(try folder.slam("judge").status == 1)
    }
}
