import ArgumentParser
import Fixtures
import Foundation
import Reviewing
import Store
import Studies
import Testing

@testable import Commands

/// Rules of single commands that no figure shows.
struct CommandRuleTests {
    @Test func aMisspeltSubcommandIsNoFile() {
        let typing = Typing(root: SLaMCommand.self)
        #expect(throws: ValidationError.self) { try typing.refuseUnknown(["judge", "verdict"]) }
        #expect(throws: Never.self) { try typing.refuseUnknown(["judge", "verdicts"]) }
    }

    /// A number below 0 is its option's value, unless that has one already.
    @Test func aNegativeNumberBelongsToTheOptionBeforeIt() {
        for (given, joined) in [
            (["--margin", "-0.5"], ["--margin=-0.5"]), (["--margin=0.5", "-1"], ["--margin=0.5", "-1"]),
            (["-1"], ["-1"]), (["a", "-1"], ["a", "-1"]), (["--", "-1"], ["--", "-1"]),
            (["--margin", "-x"], ["--margin", "-x"]), (["--a", "-1", "-2"], ["--a=-1", "-2"]),
            (["--a", "-1", "--b", "-2.25"], ["--a=-1", "--b=-2.25"]), (["--a", "-1."], ["--a", "-1."]),
        ] { #expect(Typing.joiningNegatives(given) == joined) }
    }

    @Test func aReviewerIsNamedOnce() throws {
        #expect(throws: StudiesError.self) { try FromTable.reviewerNames("ana,ben,ana") }
        #expect(try FromTable.reviewerNames("ana, ben") == ["ana", "ben"])
    }

    @Test func habitsAreThoseOfTheirNames() throws {
        let habits = String(describing: try SimulateCommand.parsed("ana:lazy=0.4,fatigue=0.2"))
        #expect(habits.contains("laziness: 0.4") && habits.contains("fatigue: 0.2"), "\(habits)")
    }

    @Test(
        arguments: [
            ("2.50", 2_500_000_000), ("0.000000001", 1), ("3", 3_000_000_000), ("1.0000000001", nil),
        ] as [(String, Int64?)]
    )
    func dollarsAreExact(text: String, nano: Int64?) {
        #expect(SpendingOptions.nanoDollars(text) == nano)
    }

    @Test(
        arguments: [("1d", 86_400_000, "1d"), ("90m", 5_400_000, "90m"), ("120m", 7_200_000, "2h")]
            as [(String, Int64, String)]
    )
    func aLengthOfTimeHasItsUnit(text: String, milliseconds: Int64, words: String) {
        let length = SlotLength(argument: text)
        #expect(length?.milliseconds == milliseconds && length?.words == words)
    }

    @Test func aReviewerIsAddedWhereTheListStands() {
        func added(_ text: String) -> String? { NewReviewer.text(text, adding: "cleo") }
        #expect(added("reviewers: []\n") == "reviewers: [cleo]\n")
        #expect(added("a: 1\nreviewers: [ana, ben]\n") == "a: 1\nreviewers: [ana, ben, cleo]\n")
        #expect(added("reviewers:\n  - ana\n  - ben\nb: 2\n") == "reviewers:\n  - ana\n  - ben\n  - cleo\nb: 2\n")
        #expect(added("reviewers: ana\n") == nil)
    }

    // MARK: the example study

    private static func rows(_ workspace: TemporaryWorkspace, _ command: [String]) async throws -> [JSONValue] {
        let outcome = await workspace.slam(command + ["--format", "json"])
        guard outcome.status == 0 else { throw TemporaryWorkspace.Failure(words: "\(command): \(outcome.errors)") }
        return try JSONValue(parsing: outcome.output)["rows"]?.array ?? []
    }

    @Test func theStatusCountsWhatIsReadAndOfThisWording() async throws {
        let workspace = try await ExampleWorkspace.make()
        func counts(_ name: String) async throws -> [Int?] {
            let row = try await Self.rows(workspace, ["status"]).first { $0["name"]?.string == name }
            return ["done", "left", "failed"].map { row?[$0]?.integer }
        }
        #expect(try await counts("gpt-large") == [24, 0, 0])
        // One verdict cannot be read.
        #expect(try await counts("gpt-judge") == [189, 0, 1])
        let prompts = "Prompts/example/prompts.jsonl"
        let edited = try workspace.text(prompts).replacing("Good morning list for Tomas", with: "A list for Tomas")
        try workspace.write(prompts, edited)
        let all = try await Self.rows(workspace, ["status"]).filter { $0["what"]?.string == "responses of" }
        #expect(all.compactMap { $0["done"]?.integer }.reduce(0, +) == 92, "\(all)")
        #expect(all.compactMap { $0["left"]?.integer }.reduce(0, +) == 4)
    }

    @Test func whatIsAllInBundlesIsToBeMerged() async throws {
        let workspace = try await ExampleWorkspace.make()
        for name in ["ana", "ben", "cleo", "you"] {
            try await workspace.done("bundle", name, "--output", "\(workspace.path)/\(name).slam")
        }
        let status = try await workspace.done("status")
        #expect((status.output + status.errors).contains("Next: slam merge FILE, once 'ana' has"), "\(status.errors)")
        let wrong = await workspace.slam(["status", "--database", "\(workspace.path)/you.slam"])
        #expect(wrong.status == 1 && wrong.errors.contains("is a reviewer's bundle and no study's database"))
    }

    @Test func onlyWhoRatedADisputedItemDiscussesIt() async throws {
        let workspace = try await ExampleWorkspace.make()
        let disputed = Set(
            try await Self.rows(workspace, ["adjudicate", "--list"]).filter { ($0["spread"]?.number ?? 0) > 0 }
                .compactMap { $0["item"]?.string }
        )
        let command = ["plan", "--discuss", "1000", "--dry-run", "--simulations", "0", "--format", "json"]
        let plan = try JSONValue(parsing: await workspace.slam(command).output)
        let checks = (plan["reviewers"]?.array ?? []).map { ($0["reviewer"]?.string ?? "", $0["checks"]?.integer ?? 0) }
        let byName = Dictionary(checks) { first, _ in first }
        // Ana has rated every item, nobody in the fourth seat any.
        #expect(disputed.count == 81 && byName["ana"] == 81 && byName["you"] == 0, "\(byName)")
    }

    @Test func aDryRunOfThePlanDeclaresNothing() async throws {
        let workspace = try await ExampleWorkspace.make()
        let yaml = try workspace.text("Prompts/example/study.yaml")
        try workspace.write(
            "Prompts/example/study.yaml",
            yaml.replacing("How good is this answer, all in all?", with: "How good is it?")
        )
        let more = ["--dry-run", "--simulations", "0", "--reopen", "--keep", "overall", "--reason", "shorter"]
        let dry = await workspace.slam(["plan"] + more)
        #expect(dry.status == 0 && dry.errors.contains("'slam plan' takes over"), "\(dry.errors)")
        #expect(!dry.errors.contains("go on counting") && !dry.errors.contains("open again"))
    }

    @Test func aTemplateWithoutItsPlacesFailsTheLint() async throws {
        let workspace = try await ExampleWorkspace.make()
        #expect(await workspace.slam(["judge", "lint"]).status == 0)
        try workspace.write("Prompts/example/judge.mustache", "Just say a number.\n")
        let lint = await workspace.slam(["judge", "lint"])
        #expect(lint.status == 2 && lint.output.contains("does not name {{response}}"), "\(lint.output)")
    }

    @Test func onlyTheMetricAskedForIsAudited() async throws {
        let workspace = try await ExampleWorkspace.make()
        let rows = try await Self.rows(workspace, ["similarity", "audit", "--metric", "lexical-to-reference"])
        #expect(!rows.isEmpty && rows.allSatisfy { $0["metric"]?.string == "lexical-to-reference" })
    }

    @Test func attemptsAreThoseAskedForAndKeepTheAnswer() async throws {
        let workspace = try await ExampleWorkspace.make()
        #expect(try await Self.rows(workspace, ["attempts", "--failed"]).isEmpty)
        let all = try await Self.rows(workspace, ["attempts"])
        let id = try #require(all.first { $0["purpose"]?.string == "judgement" }?["id"]?.integer)
        try workspace.execute("UPDATE attempt SET said = '{\"score\": 4, \"text\": \"of wren\"}' WHERE id = \(id)")
        let shown = await workspace.slam(["attempts", "--show", "\(id)"])
        #expect(shown.output.contains("may hold the answer") && !shown.output.contains("of wren"), "\(shown.output)")
    }

    @Test func verdictsInAFileHaveEveryFigure() async throws {
        let workspace = try await ExampleWorkspace.make()
        let tail = ["--resamples", "5", "--criterion", "overall"]
        let csv = await workspace.slam(["judge", "verdicts", "--format", "csv"] + tail)
        let header = csv.output.prefix { !$0.isNewline }
        #expect(header.hasPrefix("group,criterion,judge,") && header.contains(",kappa_orders_as_wrong,"), "\(header)")
    }

    @Test func whoIsComparedBeforeAnybodyRatedIsToldSo() async throws {
        let workspace = try await TemporaryWorkspace.ofTwoTexts()
        let run = await workspace.slam(["agreement", "compare", "a", "b", "--criterion", "overall"])
        #expect(run.status == 1 && run.errors.contains("no rater 'a': nobody rated"), "\(run.errors)")
    }

    @Test func editedGuidelinesAreTakenOver() async throws {
        let workspace = try await ExampleWorkspace.make()
        let place = try WorkspaceOptions.parse(["--workspace", workspace.path])
        let adoption = StudyAdoption(try place.open(.existing), place)
        try adoption.run()
        #expect(try !adoption.isDue())
        try workspace.write("Annotations/example/guidelines.md", "# Guidelines\n\nRead twice.\n")
        #expect(try adoption.isDue())
        try adoption.run()
        #expect(try !adoption.isDue())
    }

    /// Where nothing was edited, the database says who reviews.
    @Test func aReviewerIsKnownByTheDatabaseAsLongAsNoFileChanged() async throws {
        let workspace = try await ExampleWorkspace.make()
        let place = try WorkspaceOptions.parse(["--workspace", workspace.path])
        let reviewer = try #require(place.readStudy().reviewers.first)
        func isKnown(_ name: String) throws -> Bool { try NewReviewer(name: name, place: place).isKnown() }
        let adoption = StudyAdoption(try place.open(.existing), place)
        try adoption.run()
        #expect(try isKnown(reviewer) && !isKnown("nobody"))
        try workspace.write("Annotations/example/guidelines.md", "# Guidelines\n\nRead once.\n")
        #expect(try !isKnown(reviewer))
        try adoption.run()
        #expect(try isKnown(reviewer))
    }

    // MARK: imported ratings

    /// Twenty-four responses rated by two people and two judges, one of whom gives a point more than the first person.
    private static func imported(import isImported: Bool = true) async throws -> TemporaryWorkspace {
        let workspace = TemporaryWorkspace()
        try workspace.write(
            "Prompts/s/study.yaml",
            """
            version: 1
            endpoints: {api: {kind: openai, url: "http://127.0.0.1:9/v1"}}
            models: {small: {endpoint: api, model: m}}
            criteria:
              overall: {question: "How good?", scale: {min: 1, max: 5, step: 1}}
              clear: {question: "How clear?", scale: {min: 1, max: 5, step: 1}}
            reviewers: [ana, ben, cleo]
            """
        )
        var (prompts, responses) = ("", "prompt,model,response\n")
        var scores = "rater,kind,criterion,score,item\n"
        for place in 1...24 {
            prompts += #"{"id": "p\#(place)", "prompt": "ask \#(place)"}"# + "\n"
            responses += "p\(place),small,answer \(place)\n"
            let parts = ["s", "p\(place)", "answer \(place)"].map(JSONValue.string)
            let item = SHA256.hex(of: JSONValue.array(parts).canonicalBytes)
            let score = 1 + place % 4
            let other = place % 3 == 0 ? score + 1 : score
            scores += "ana,human,overall,\(score),\(item)\nben,human,overall,\(other),\(item)\n"
            scores += "strict,judge,overall,\(score),\(item)\nlenient,judge,overall,\(score + 1),\(item)\n"
            // The second criterion of one item is disputed by another person.
            if place == 3 { scores += "cleo,human,clear,1,\(item)\nben,human,clear,4,\(item)\n" }
        }
        if isImported {
            try await workspace.fill(prompts: prompts, responses: responses, scores: scores)
        } else {
            try workspace.write("Prompts/s/prompts.jsonl", prompts)
            try workspace.write("scores.csv", scores)
            try workspace.write("responses.csv", responses)
        }
        return workspace
    }

    @Test func aRefusedImportLeavesNoDatabase() async throws {
        let workspace = try await Self.imported(import: false)
        let refused = await workspace.slam(["import", "\(workspace.path)/scores.csv"])
        #expect(refused.status == 1 && refused.errors.contains("knows no rater 'strict'"), "\(refused.errors)")
        #expect(!FileManager.default.fileExists(atPath: "\(workspace.path)/slam.sqlite"))
    }

    @Test func theFirstJudgeIsTheOneBefore() async throws {
        let workspace = try await Self.imported()
        let rows = try await Self.rows(workspace, ["judge", "diff", "strict", "lenient", "--resamples", "20"])
        let mean = rows.first { $0["figure"]?.string == "mean" }
        #expect(mean?["before"]?.number == 2.5 && mean?["after"]?.number == 3.5, "\(rows)")
        #expect(abs((mean?["value"]?.number ?? 0) - 1) < 1e-9)
        let calibrated = await workspace.slam(["calibrate", "strict", "--format", "csv", "--resamples", "20"])
        #expect(calibrated.output.contains("\nstrict,judge,overall,") && !calibrated.output.contains("lenient"))
        let command = ["agreement", "compare", "strict", "lenient", "--criterion", "overall", "--resamples", "20"]
        let compared = try await Self.rows(workspace, command)
        let error = compared.first { $0["measure"]?.string == "mae" }
        #expect((error?["first"]?.number ?? 9) < 0.5 && (error?["second"]?.number ?? 0) > 0.6, "\(compared)")
    }

    @Test func aCaseHasPeoplesScoresAndKnowsItsOwn() async throws {
        let workspace = try await Self.imported()
        let store = try Store.open(path: "\(workspace.path)/slam.sqlite", mode: .existing)
        let copy = try store.copy(of: "s")
        func cases(by name: String) throws -> [AdjudicationCase] {
            try AdjudicationCase.unresolved(of: copy, in: store, by: name)
        }
        let open = try cases(by: "cleo")
        let double = try #require(open.first { $0.criteria.count == 2 })
        // Two people on each criterion, no judge.
        #expect(double.scores.count == 4 && Set(double.criteria) == ["overall", "clear"])
        #expect(open.count { $0.isOwn } == 1 && double.isOwn)
        #expect(try cases(by: "ana").allSatisfy(\.isOwn) && cases(by: "nobody").allSatisfy { !$0.isOwn })
    }
}
