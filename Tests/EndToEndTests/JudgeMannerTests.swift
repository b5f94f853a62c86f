import Foundation
import Rehearsal
import Testing

/// The manners of judges, and what is told of them, with the built binary.
struct JudgeMannerTests {
    private let study: JudgedStudy
    private var folder: StudyFolder { study.folder }

    init() throws { study = try JudgedStudy() }

    @Test func examplesAreMarkedAndNotJudged() throws {
        let server = try study.serve(
            [JudgedStudy.line(["Long"], "{\"score\": 4}"), JudgedStudy.line(["Short"], "{\"score\": 2}")],
            judges:
                "  gpt: {endpoint: api, model: j, criteria: [overall], template: judge.mustache, examples: {rater: ana, count: 2}}"
        )
        defer { server.stop() }
        let example = "{{#examples}}{{boundary}}\n{{response}}\n{{boundary}}{{verdict}}{{/examples}}"
        try folder.write("Prompts/s/judge.mustache", example + JudgedStudy.template)
        let keys = (1...40).map { "\($0 % 5 + 1)\na\n" }.joined()
        #expect(try folder.slam("review", "--reviewer", "ana", input: keys + "q\n").status == 0)
        #expect(try folder.slam("judge").errors.contains("10 verdicts collected of 10 wanted"))
        let versions = try folder.slam("judge", "versions")
        #expect(versions.errors.contains("2 items in its prompt as examples, not asked and in no figure"))
        // More ratings change no example, so nothing is asked again.
        #expect(try folder.slam("review", "--reviewer", "ben", input: keys + "q\n").status == 0)
        #expect(try folder.slam("judge").errors.contains("0 verdicts collected of 0 wanted"))
        #expect(server.requestCount == 10)
    }

    @Test func severalCriteriaComeInOneCall() throws {
        try folder.write(
            "Prompts/s/together.mustache",
            "{{#criteria}}{{name}} {{criterion}} {{scale}}{{/criteria}}{{prompt}}\n{{boundary}}\n{{response}}\n{{boundary}}"
        )
        let yaml = try folder.text("Prompts/s/study.yaml")
        try folder.write(
            "Prompts/s/study.yaml",
            yaml.replacing("  better:", with: "  send: {question: \"Send it?\", accept: true}\n  better:")
        )
        let both =
            "{\"criteria\": {\"overall\": {\"reason\": \"r\", \"score\": 4}, \"send\": {\"choice\": \"accept\"}}}"
        let half = "{\"criteria\": {\"overall\": {\"score\": 2}, \"send\": {\"choice\": \"maybe\"}}}"
        let server = try study.serve(
            [JudgedStudy.line(["Long"], both), JudgedStudy.line(["Short"], half)],
            judges:
                "  gpt: {endpoint: api, model: j, criteria: [overall, send], template: together.mustache, together: true}"
        )
        defer { server.stop() }
        #expect(try folder.slam("judge", "--max-unparsed", "0.5").status == 0)
        #expect(server.requestCount == 12)
        let verdicts = try folder.slam("judge", "verdicts").output
        #expect(verdicts.contains("12 read of 12\n") && verdicts.contains("6 read of 12, unparsed 6"), "\(verdicts)")
    }

    @Test func aPaidReplyIsStoredBeforeItsPatternIsTried() throws {
        let server = try study.serve(
            [JudgedStudy.line(["How good"], "I think so: [[4]]")],
            judges:
                "  gpt: {endpoint: api, model: j, criteria: [overall], template: judge.mustache, reply: {pattern: '\\[\\[(\\d)\\]\\]'}}"
        )
        defer { server.stop() }
        // No verdict can be stored, as if the run had ended while the pattern was tried.
        try folder.execute("CREATE TRIGGER t BEFORE INSERT ON rating BEGIN SELECT RAISE(ABORT, 'full'); END")
        #expect(try folder.slam("judge").status == 1)
        #expect(try folder.rows("SELECT count(*) FROM reply") == ["12"])
        try folder.execute("DROP TRIGGER t")
        let verdicts = try folder.slam("judge", "verdicts")
        #expect(verdicts.errors.contains("12 replies of an interrupted run are stored and not read yet"))
        let again = try folder.slam("judge")
        #expect(again.errors.contains("12 replies of an interrupted run read"), "\(again.errors)")
        #expect(again.status == 0 && again.errors.contains("'gpt' on 'overall': 12 used, 0 unparsed"))
        #expect(server.requestCount == 12)
        #expect(try folder.rows("SELECT count(*) FROM rating WHERE version IS NOT NULL") == ["12"])
    }

    @Test func aCallThatFailsForGoodIsAnErrorAndMayBeAskedAgain() throws {
        let faulty = try RehearsalServer(
            script: Script(
                lines: [JudgedStudy.line(["How good"], "{\"score\": 3}")],
                faults: [.streamError],
                faultInterval: 4
            )
        )
        defer { faulty.stop() }
        try study.change(
            "endpoints: {api:",
            to:
                "endpoints: {bad: {kind: openai, url: \"http://127.0.0.1:\(faulty.port)/v1\", limits: {attempts: 1, concurrency: 1}}, api:"
        )
        let server = try study.serve(
            [],
            judges: "  gpt: {endpoint: bad, model: j, criteria: [overall], template: judge.mustache}"
        )
        defer { server.stop() }
        let run = try folder.slam("judge")
        #expect(run.status == 1, "\(run.errors)")
        let verdicts = try folder.slam("judge", "verdicts").output
        #expect(verdicts.contains("9 read of 12, error 3"), "\(verdicts)")
        #expect(try folder.slam("judge", "--retry", "failed").status == 0)
        #expect(try folder.slam("judge", "verdicts").output.contains("12 read of 12"))
    }

    @Test func aJudgeOfTheFamilyOfWhatItJudgesIsToldAndItsPreferenceIsMeasured() throws {
        try folder.write(
            "Prompts/s/pairs.mustache",
            "{{criterion}} {{scale}} {{prompt}}\n{{boundary}}\n{{first}}\n{{boundary}}\n{{boundary}}\n{{second}}\n{{boundary}}\n\"choice\""
        )
        let server = try study.serve(
            [
                JudgedStudy.line(["Long", "Short"], "{\"choice\": \"first\"}"),
                JudgedStudy.line(["Short", "Long"], "{\"choice\": \"second\"}"),
            ],
            judges: "  gpt: {endpoint: api, model: j, family: gpt, criteria: [better], template: pairs.mustache}"
        )
        defer { server.stop() }
        try study.change("model: l, baseline: true", to: "model: l, family: gpt, baseline: true")
        let keys = (1...40).map { "3\n\($0 % 2 == 0 ? "a" : "b")\n" }.joined()
        #expect(try folder.slam("review", "--reviewer", "ana", input: keys + "q\n").status == 0)
        let run = try folder.slam("judge")
        #expect(
            run.errors.contains("'gpt' is of the family 'gpt', as is what it judges (planted-large)"),
            "\(run.errors)"
        )
        let audit = try folder.slam("judge", "audit", "--resamples", "20", "--format", "csv").output
        #expect(audit.contains("share of pairs judged alike in both orders,6,6,1,"), "\(audit)")
        let own = try #require(audit.split(separator: "\r\n").first { $0.contains("self-preference") })
        #expect(own.contains("withheld until the models are known"), "\(own)")
        #expect(!audit.contains("planted"))
    }

    @Test func aRunStopsBeforeItCouldPassItsCost() throws {
        let server = try study.serve(
            [JudgedStudy.line(["How good"], "{\"score\": 3}")],
            judges:
                "  gpt: {endpoint: api, model: j, criteria: [overall], template: judge.mustache, price: {input: 1, output: 10}}"
        )
        defer { server.stop() }
        // At most 400 tokens at $10 and some 150 at $1 per million, so $0.0042; really $0.0002.
        let run = try folder.slam("judge", "--max-cost", "0.0046")
        #expect(run.errors.contains("the next request could pass --max-cost"), "\(run.errors)")
        #expect((1...3).contains(server.requestCount))
        #expect(try folder.slam("judge", "--max-requests", "1").status == 0)
        let rest = try folder.slam("judge", "--max-cost", "1")
        #expect(rest.status == 0 && server.requestCount == 12, "\(rest.errors)")
        #expect(rest.errors.contains("'gpt' so far: 12 calls, $0.0024"))
        try study.change("price: {input: 1, output: 10}", to: "price: {input: 1}, temperature: 1")
        #expect(try folder.slam("judge", "--max-cost", "1").errors.contains("needs the price and max_tokens of 'gpt'"))
        #expect(try folder.slam("judge", "--max-cost", "1e3").status == 64)
    }
}
