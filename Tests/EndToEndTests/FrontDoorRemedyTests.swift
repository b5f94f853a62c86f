import Fixtures
import Foundation
import Studies
import Testing

/// What is said at the front door must be the remedy, and no more than is so.
struct FrontDoorRemedyTests {
    private let folder: EmptyFolder

    init() throws { folder = try EmptyFolder() }

    private static let table = "prompt,model,response\nq1,a,x1\nq1,b,y1\nq2,a,x2\nq2,b,y2\n"

    private func make(
        _ text: String = table,
        named name: String = "s",
        file: String = "f.csv",
        reviewers: String = "ana,ben"
    ) throws -> Program.Outcome {
        try folder.write(file, text)
        return try folder.slam("init", name, "--from", "\(folder.path)/\(file)", "--reviewers", reviewers)
    }

    private func load(_ text: String, file: String = "r.csv", _ options: String...) throws -> Program.Outcome {
        try folder.write(file, text)
        return try Program.run(["import", "\(folder.path)/\(file)", "--workspace", folder.path] + options, input: "")
    }

    private func review(_ reviewer: String, _ lines: String..., options: [String] = []) throws -> Program.Outcome {
        let input = lines.map { $0 + "\n" }.joined()
        return try Program.run(
            ["review", "--reviewer", reviewer, "--line", "--workspace", folder.path] + options,
            input: input
        )
    }

    @Test func aCriterionIsNotChosenFromNothing() throws {
        #expect(try make().status == 0)
        let run = try folder.slam("disagreements", "--criterion", "nope")
        #expect(run.status == 1 && run.errors.contains("no rating on a criterion 'nope': nothing is rated yet"))
    }

    // MARK: Skips and bundles

    @Test func aSkipOfOneIsNotOneOfAll() throws {
        #expect(try make().status == 0)
        _ = try review("ana", "4", "4", "4", "4")
        _ = try review("ben", "skip 1", "4", "4", "4")
        let status = try folder.slam("status").errors
        #expect(!status.contains("skipped by all") && !status.contains("--reopen"), "\(status)")
        #expect(status.contains("1 item short of the ratings planned: skipped by ben"), "\(status)")
        #expect(status.contains("Next: slam agreement"), "\(status)")
    }

    @Test func whatIsInABundleIsSaidToBeThere() throws {
        #expect(try make().status == 0)
        #expect(try folder.slam("bundle", "ana", "--output", "\(folder.path)/ana.slam").status == 0)
        let said = try review("ana").output
        #expect(said.contains("4 items are in a bundle: 'slam review ana.slam' rates there"), "\(said)")
        #expect(!said.contains("left for anyone"), "\(said)")
        #expect(try folder.slam("status").errors.contains("4 items in the bundle of 'ana'"))
    }

    @Test func whatCameBackUnfinishedIsGoneOnWith() throws {
        #expect(try make().status == 0)
        let bundle = "\(folder.path)/ana.slam"
        #expect(try folder.slam("bundle", "ana", "--output", bundle).status == 0)
        let untouched = try folder.slam("merge", bundle).errors
        #expect(untouched.contains("Next: slam review \(bundle), which has 4 items left"), "\(untouched)")
        #expect(try Program.run("review", bundle, "--line", input: "4\n4\n4\n4\n").status == 0)
        #expect(try folder.slam("merge", bundle).errors.contains("Next: slam status says who has items left"))
    }

    // MARK: Commands that run as printed

    @Test func everyCommandNamesItsStudyWhereSeveralStand() throws {
        #expect(try make(named: "s1").status == 0)
        #expect(try make(named: "s2").status == 0)
        let status = try folder.slam("status", "--study", "s2").errors
        #expect(status.contains("Next: slam review --study s2 --reviewer ana"), "\(status)")
    }

    @Test func aReplacedTextIsSentTo() throws {
        #expect(try make(reviewers: "ana").status == 0)
        _ = try review("ana", "4", "4", "4", "4")
        #expect(try load("prompt,model,response\nq1,a,MENDED\n", "--replace").status == 0)
        let status = try folder.slam("status").errors
        #expect(status.contains("Next: slam plan --partial"), "\(status)")
        #expect(try folder.slam("doctor").output.contains("--partial"))
        let plain = try load("prompt,model,response\nq1,a,OTHER\n")
        #expect(plain.errors.contains("--replace puts others in its place"), "\(plain.errors)")
    }

    @Test func aTableOfOnesOwnIsNeverSentToAProbe() throws {
        #expect(try make(reviewers: "ana").status == 0)
        _ = try review("ana", "4", "3", "4", "2")
        #expect(try folder.slam("unblind", "--yes", "--who", "lead").status == 0)
        let models = try folder.slam("models", "--resamples", "50").output
        #expect(!models.contains("slam probe") && models.contains("Only quality is known"), "\(models)")
    }

    // MARK: Tables of other tools

    @Test func aMarkdownTableHasNoRowOfRules() throws {
        let run = try make("| prompt | model | response |\n|---|:--|--:|\n| q | a | x |\n| q | b | y |\n", file: "m.md")
        #expect(run.errors.contains("1 prompt, 2 models, 2 responses"), "\(run.errors)")
    }

    /// As annotation tools export them; the study has one criterion, which no column needs to name.
    @Test func ratingsBesideResponsesAreReadWhereTheyAreAskedFor() throws {
        let text = "id,prompt,model,response,rating,annotator\n1,q,a,x,4,ana\n2,q,b,y,2,ana\n"
        #expect(try make(text, file: "l.csv").status == 0)
        let responses = try load(text)
        #expect(responses.errors.contains("--map rater=COLUMN --map score=COLUMN reads them"), "\(responses.errors)")
        // Rows of JSON differ, and nothing is said of columns that none has.
        let alone = try load("{\"prompt\": \"q\", \"model\": \"b\", \"response\": \"y\"}\n", file: "l.jsonl")
        #expect(alone.status == 0 && !alone.errors.contains("Ratings stand"), "\(alone.errors)")
        let record = "{\"prompt\": \"q\", \"model\": \"b\", \"response\": \"y\", \"rater\": \"ana\", \"score\": 4}\n"
        let besides = try load(record, file: "b.jsonl")
        #expect(besides.errors.contains("Ratings stand beside"), "\(besides.errors)")
        let ratings = try load(text, file: "r.csv", "--map", "rater=annotator", "--map", "score=rating")
        #expect(ratings.status == 0 && ratings.errors.contains("2 rows of ratings read"), "\(ratings.errors)")
    }

    @Test func ratingsAreReadByOtherNamesOfTheirColumns() throws {
        #expect(try make().status == 0)
        let usual = try load("prompt,model,annotator,rating,criterion\nq1,a,ana,4,overall\n")
        #expect(usual.status == 0, "\(usual.errors)")
        let text = "prompt,model,who,quality,criterion\nq2,a,ana,4,overall\n"
        #expect(try load(text, "--map", "rater=who", "--map", "score=quality").status == 0)
        let lacking = try load("prompt,model,annotator,quality,criterion\nq2,b,ana,4,overall\n").errors
        #expect(lacking.contains("no column 'score'") && lacking.contains("--map score=COLUMN"), "\(lacking)")
        try folder.write("a.csv", "item,annotator,quality\n1,x,2\n1,y,2\n2,x,3\n2,y,1\n")
        let file = "\(folder.path)/a.csv"
        #expect(try folder.slam("agreement", file, "--map", "score=quality", "--resamples", "0").status == 0)
        try folder.write("w.csv", "item,ana,ben\n1,2,3\n2,3,3\n")
        let wide = try folder.slam("agreement", "\(folder.path)/w.csv").errors
        #expect(wide.contains("a column for each rater? --map raters=ana --map raters=ben reads it"), "\(wide)")
        let words = [
            "agreement", "\(folder.path)/w.csv", "--resamples", "0", "--map", "raters=ana", "--map", "raters=ben",
        ]
        let read = try Program.run(words, input: "")
        #expect(read.status == 0 && read.output.contains("by ana 2, ben 2"), "\(read)")
    }

    @Test func turnsOfAConversationAreAPrompt() throws {
        let turns = #"[{"role":"system","content":"Be brief."},{"role":"user","content":"q"}]"#
        let run = try make(
            #"{"messages":\#(turns),"model":"a","response":"x"}"# + "\n"
                + #"{"messages":\#(turns),"model":"b","response":"y"}"# + "\n",
            file: "c.jsonl"
        )
        #expect(run.status == 0 && run.errors.contains("1 prompt, 2 models, 2 responses"), "\(run.errors)")
        let prompts = try folder.text("Prompts/s/prompts.jsonl")
        #expect(prompts.contains(#""prompt":"q""#) && prompts.contains(#""system":"Be brief.""#), "\(prompts)")
    }

    @Test(arguments: [
        (#"{"features":[{"name":"prompt"}],"rows":[{"row":{"prompt":"q"}}]}"#, ".rows[].row"),
        (
            #"{"conversation_a":[{"role":"user","content":"q"}],"conversation_b":[{"role":"user","content":"q"}],"#
                + #""model_a":"a","model_b":"b","winner":"model_a"}"#, ".conversation_a[0].content"
        ),
    ])
    func moreExportsAreToldWithACommand(text: String, filter: String) throws {
        let run = try make(text + "\n", file: "e.json")
        #expect(run.status == 1 && run.errors.contains(filter), "\(run.errors)")
    }

    @Test func atATerminalAnAmbiguousColumnIsAsked() throws {
        try folder.write("a.jsonl", #"{"instruction":"q","input":"i","output":"x","generator":"a"}"# + "\n")
        let terminal = try PseudoTerminal(
            Program.path,
            ["init", "s", "--from", "\(folder.path)/a.jsonl", "--workspace", folder.path]
        )
        #expect(terminal.wait(forBytes: "Which column holds the prompt? 1 instruction, 2 input"))
        terminal.type("1\n")
        #expect(terminal.wait(forBytes: "next: slam review"))
        #expect(try folder.text("Prompts/s/prompts.jsonl").contains(#""prompt":"q""#))
    }

    @Test func withoutANameInitAsksForEverything() throws {
        try folder.write("own.csv", "prompt,model,response\nq,a,x\nq,b,y\n")
        let terminal = try PseudoTerminal(Program.path, ["init", "--workspace", folder.path])
        #expect(terminal.wait(forBytes: "Table of prompts and responses"))
        terminal.type("\(folder.path)/none.csv\n")
        #expect(terminal.wait(forBytes: "is no table"))
        terminal.type("\(folder.path)/own.csv\n")
        #expect(terminal.wait(forBytes: "Name of the study [own]: "))
        terminal.type("a b\n")
        #expect(terminal.wait(forBytes: "letters, digits"))
        terminal.type("\n")
        #expect(terminal.wait(forBytes: "Criteria"))
        terminal.type("overall:1-3,better:pair\n")
        #expect(terminal.wait(forBytes: "reviewers"))
        terminal.type("ana,ben\n")
        #expect(terminal.wait(forBytes: "next: slam review --reviewer ana"))
        let yaml = try folder.text("Prompts/own/study.yaml")
        #expect(yaml.contains("reviewers: [ana, ben]") && yaml.contains("max: 3"), "\(yaml)")
        // Elsewhere nothing is asked.
        let piped = try folder.slam("init")
        #expect(piped.status == 64 && piped.errors.contains("name the study"), "\(piped.errors)")
    }

    @Test func aFileOfAStudyIsNoTableToMakeOneOf() throws {
        #expect(try make().status == 0)
        let yaml = try folder.slam("review", "\(folder.path)/Prompts/s/study.yaml").errors
        #expect(
            yaml.contains("is a file of the study 's', not a bundle: run 'slam review --study s --reviewer "),
            "\(yaml)"
        )
        try folder.write("notes.md", "# Notes\n")
        let notes = try folder.slam("review", "\(folder.path)/notes.md").errors
        #expect(notes.contains("is neither a bundle nor a table of responses") && !notes.contains("init"), "\(notes)")
    }

    @Test func idsOfRowsAreSaidNotToBeUsed() throws {
        let run = try make("id,prompt,model,response\n1,q,a,x\n2,q,b,y\n3,Q ,a,z\n")
        #expect(run.errors.contains("not used: id (it numbers rows, not prompts"), "\(run.errors)")
        #expect(!run.errors.contains("id ← id"))
        #expect(run.errors.contains("the prompts on lines 2 and 4 differ only by blanks or capitals"), "\(run.errors)")
    }

    // MARK: Messages

    @Test func whatARowLacksIsSaidWithTheNearestName() throws {
        #expect(try make().status == 0)
        let header = "prompt,model,rater,criterion,score\n"
        let near = try load(header + "q1,a,ana,Overall,4\nq1,gpt5,ana,overall,4\n").errors
        #expect(near.contains("no criterion 'Overall' in the study: did you mean 'overall'?"), "\(near)")
        #expect(near.contains("no model 'gpt5' in the study"), "\(near)")
        #expect(try load(header + "q1,a,ana,overall,4\n").status == 0)
        // Which text a model's row is of is not said while the study is blind: an item's row is refused in words.
        let again = try load(header + "q1,a,ana,overall,3\n")
        #expect(
            again.status == 0 && (again.output + again.errors).contains("what is stored stays as it is"),
            "\(again)"
        )
        let many = try load(header + String(repeating: "q9,a,ana,overall,4\n", count: 40)).errors
        #expect(many.split(separator: "\n").count < 12 && many.contains("and 35 more lines"), "\(many)")
    }

    @Test func aReviewerWhoIsNotThereIsSaidHowToAdd() throws {
        #expect(try make(reviewers: "you").status == 0)
        let run = try review("zed").errors
        #expect(run.contains("the study names 'you': add 'zed' under 'reviewers' in study.yaml"), "\(run)")
        #expect(try make(named: "t", reviewers: "Zoë").errors.contains("letters a–z"))
    }

    // MARK: Lines and lists

    @Test func helpInLinesIsReadOnceAndTheQuestionStays() throws {
        #expect(try make().status == 0)
        let said = try review("ana", "help", "4", "pause", "3", "help", "skip 2", "9").output
        #expect(said.components(separatedBy: "more: read the item again.").count == 3, "\(said)")
        #expect(!said.contains("is no command") && !said.contains("was not used"), "\(said)")
        #expect(said.contains("saved, last item: overall 4") && said.contains("skipped, last item: broken text"))
        #expect(said.contains("'9' is no answer here"), "\(said)")
        #expect(!said.contains("keys: "))
        #expect(said.hasSuffix("2 rated, 1 skipped, 1 left for you. Everything is saved.\n"), "\(said)")
    }

    @Test func aListGoesByTheSameCount() throws {
        #expect(try make().status == 0)
        _ = try review("ana", "4")
        let redo = try review("ana", "quit", options: ["--redo"]).output
        #expect(redo.hasPrefix("Item. 1 of 4."), "\(redo)")
        let flagged = try review("ana", "quit", options: ["--flagged"])
        #expect(flagged.status == 0 && flagged.errors.contains("'ana' has flagged nothing yet"), "\(flagged)")
        #expect(try review("ana", options: ["--limit", "0"]).status == 64)
    }

    // MARK: Letters

    @Test func aRankingTakesLettersBeforeUnblinding() throws {
        try folder.write("f.csv", Self.table)
        let made = try folder.slam("init", "s", "--from", "\(folder.path)/f.csv", "--criteria", "better:pair")
        #expect(made.status == 0, "\(made.errors)")
        let none = try folder.slam("rank").output
        #expect(none.contains("No comparison yet: 'slam review' asks for them.") && !none.contains("Elo"), "\(none)")
        _ = try review("you", "a", "b")
        let run = try folder.slam("rank", "--model", "A", "--model", "B", "--resamples", "50")
        #expect(
            run.status == 0 && (run.output + run.errors).contains("0 of 2 human ratings of 'better'"),
            "\(run.output)\(run.errors)"
        )
        #expect(!run.output.contains("Elo"), "two comparisons would tell whose texts they are: \(run.output)")
        #expect(try folder.slam("agreement", "--decimal", ",").status == 64)
    }
}
