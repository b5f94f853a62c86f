import Foundation
import GRDBSQLite
import Rehearsal
import Studies
import Testing

/// Attackers who edit study.yaml, ask twice and compare: what differs tells nothing of who wrote a text.
struct BlindEditTests {
    private func texts(inBundle path: String) -> Set<String> {
        var (database, statement): (OpaquePointer?, OpaquePointer?)
        defer { sqlite3_close(database) }
        defer { sqlite3_finalize(statement) }
        guard sqlite3_open_v2(path, &database, SQLITE_OPEN_READONLY, nil) == SQLITE_OK,
            sqlite3_prepare_v2(database, "SELECT CAST(text AS TEXT) FROM item", -1, &statement, nil) == SQLITE_OK
        else { return [] }
        var texts: Set<String> = []
        while sqlite3_step(statement) == SQLITE_ROW {
            texts.insert(sqlite3_column_text(statement, 0).map { String(cString: $0) } ?? "")
        }
        return texts
    }

    private func edit(_ study: BlindStudy, _ old: String, _ new: String) throws {
        let yaml = try study.folder.text("Prompts/s/study.yaml")
        try #require(yaml.contains(old))
        try study.folder.write("Prompts/s/study.yaml", yaml.replacing(old, with: new))
    }

    /// The texts of a bundle that is taken back again.
    private func bundled(_ study: BlindStudy, _ name: String) throws -> Set<String> {
        let path = "\(study.folder.path)/\(name).slam"
        #expect(try study.folder.slam("bundle", "ben", "--output", path).status == 0)
        #expect(try study.folder.slam("bundle", "ben", "--revoke").status == 0)
        return texts(inBundle: path)
    }

    /// A letter beside a text, and one known text, name every other writer.
    @Test(arguments: ["table", "json"]) func noLetterStandsBesideAText(format: String) throws {
        let study = try BlindStudy(prompts: 8)
        #expect(try study.folder.slam("collect").status == 0)
        let rows = study.texts.flatMap { text in
            ["ana", "ben"].map { rater in
                let score = (text.prompt + text.model * 2 + (rater == "ana" ? 0 : 2)) % 5 + 1
                return "\(Attackers.item(text)),p\(text.prompt),\(rater),overall,\(score)\n"
            }
        }
        try study.folder.write("r.csv", "item,prompt,rater,criterion,score\n" + rows.joined())
        #expect(try study.folder.slam("import", "\(study.folder.path)/r.csv").status == 0)
        let run = try study.folder.slam("disagreements", "--limit", "500", "--format", format)
        let marked = study.attackers.texts.count { run.output.contains(Attackers.item($0).prefix(12)) }
        #expect(run.status == 0 && marked > 20, "\(run.errors)")
        #expect(study.attackers.letters(in: run.output, named: format).isEmpty)
        #expect(!run.output.contains("\"model\""))
    }

    @Test func anEditThatWouldTakeOneModelsTextsIsRefusedOrWaits() throws {
        let study = try BlindStudy(prompts: 4)
        #expect(try study.folder.slam("collect").status == 0)
        let before = try bundled(study, "one")
        #expect(!study.texts.isEmpty && study.texts.allSatisfy { before.contains($0.text) })
        let yaml = try study.folder.text("Prompts/s/study.yaml")
        // Left out.
        try edit(study, "  planted-cat: {endpoint: api, model: planted-cat}\n", "")
        for command in [["plan"], ["plan", "--dry-run"], ["collect", "--dry-run"]] {
            let run = try Program.run(command + ["--workspace", study.folder.path], input: "")
            #expect(
                run.status == 1 && run.errors.contains("'planted-cat' has texts in the blind plan"),
                "\(run.errors)"
            )
        }
        let review = try study.folder.slam("review", "--reviewer", "ana", "--line", input: "q\n")
        #expect(review.errors.contains("not taken over"), "\(review.errors)")
        // Planned no more.
        try study.folder.write("Prompts/s/study.yaml", yaml)
        try edit(study, "review: {", "review: {quotas: {models: {planted-cat: 0}}, ")
        for command in [["plan"], ["plan", "--dry-run"]] {
            let run = try Program.run(command + ["--workspace", study.folder.path], input: "")
            #expect(run.status == 1 && run.errors.contains("review.quotas.models was edited"), "\(run.errors)")
        }
        // Read again by a rule of its own.
        try study.folder.write("Prompts/s/study.yaml", yaml)
        try edit(study, "model: planted-cat}", "model: planted-cat, reasoning: {start: 'is', end: 'So'}}")
        let reparsed = try study.folder.slam("collect", "--reparse-reasoning")
        #expect(reparsed.status == 1 && reparsed.errors.contains("different rules for reasoning"), "\(reparsed.errors)")
        // Replaced.
        try study.folder.write("Prompts/s/study.yaml", yaml)
        let rows = study.texts.filter { $0.model == 2 }.map { "p\($0.prompt),planted-cat,zzz \($0.prompt)\n" }
        try study.folder.write("z.csv", "prompt,model,response\n" + rows.joined())
        #expect(try study.folder.slam("import", "\(study.folder.path)/z.csv", "--replace").status == 0)
        let planned = try study.folder.slam("plan")
        #expect(planned.status == 0 && planned.errors.contains("4 new texts not planned"), "\(planned.errors)")
        // Asked otherwise.
        try edit(study, "model: planted-bee}", "model: planted-bee, temperature: 0.5}")
        #expect(try study.folder.slam("plan").status == 0)
        #expect(try bundled(study, "two") == before)
        #expect(try study.folder.slam("verify").status == 0)
        // What a judge takes is what the plan has: which texts it passed over would be one model's.
        let judged = try study.folder.slam("judge")
        #expect(judged.errors.contains("16 verdicts collected of 16 wanted"), "\(judged.errors)")
        // A model that was collected later was judged later.
        for arguments in [["judge", "export"], ["export", "--tidy", "jsonl"]] {
            let exported = try Program.run(arguments + ["--workspace", study.folder.path], input: "").output
            #expect(exported.contains("gpt") && !exported.contains("\"at\":"), "\(exported.prefix(400))")
        }
    }

    /// A model of one's own with a known text asks whether another one gave the same.
    @Test func ratingsByModelAnswerNothing() throws {
        let study = try BlindStudy(prompts: 2)
        try edit(study, "models:\n", "models:\n  echo: {}\n  ghost: {}\n")
        #expect(try study.folder.slam("collect").status == 0)
        let text = try #require(study.texts.first { $0.prompt == 1 }).text
        try study.folder.write("e.csv", "prompt,model,response\np1,echo,\(text)\np2,ghost,\(text)\n")
        #expect(try study.folder.slam("import", "\(study.folder.path)/e.csv").status == 0)
        #expect(try study.folder.slam("plan", "--partial").status == 0)
        let item = Attackers.item(try #require(study.texts.first { $0.prompt == 2 }))
        func said(_ header: String, _ rows: String) throws -> String {
            try study.folder.write("a.csv", "\(header)\n\(rows)")
            let run = try study.folder.slam("import", "\(study.folder.path)/a.csv", "--new-raters")
            return "\(run.status) \(run.output) \(run.errors)".replacing(/(spy|imp|bad)[0-9]/, with: "X")
        }
        let scores = "prompt,model,rater,criterion,score"
        var answers = [Set<String>](repeating: [], count: 6)
        // One of them gave the text of 'echo', another one gave nothing to the prompt.
        for (place, model) in (study.models + ["ghost"]).enumerated() {
            let pair = "p1,echo,\(model),spy\(place),better,left\n"
            answers[0].insert(try said("prompt,left_model,right_model,rater,criterion,winner", pair))
            let twice = "p1,echo,imp\(place),overall,1\np1,\(model),imp\(place),overall,5\n"
            answers[1].insert(try said(scores, twice))
            answers[2].insert(try said(scores, "p1,\(model),bad\(place),overall,9\n").replacing(model, with: "M"))
            let verified = try study.folder.slam("verify")
            let told = (verified.output + verified.errors).firstMatch(of: /([0-9]+) ratings came from files/)
            answers[3].insert("\(Int(told?.output.1 ?? "0").map { $0 - 3 * (place + 1) } ?? -1)")
            // Nor whether a rating of that rater is there, nor whether he is.
            let byItem = "\(item),p2,spy\(place),overall,3\n"
            answers[4].insert(try said("item,prompt,rater,criterion,score", byItem))
            let exported = try study.folder.slam("export").errors.firstMatch(of: /([0-9]+) ratings? withheld/)
            answers[5].insert("\(Int(exported?.output.1 ?? "0").map { $0 - 3 * (place + 1) } ?? -1)")
        }
        #expect(answers.allSatisfy { $0.count == 1 }, "\(answers)")
        #expect(answers[0].first?.hasPrefix("0") == true && answers[1].first?.hasPrefix("0") == true, "\(answers)")
        #expect(answers[2].first?.hasPrefix("1") == true && answers[4].first?.contains("in the same way") == true)
        #expect(answers[3] == ["0"] && answers[5] == ["0"], "\(answers)")
        // A model that comes later can be given any text: what names it waits.
        try edit(study, "models:\n", "models:\n  late: {}\n")
        try study.folder.write("l.csv", "prompt,model,response\np1,late,\(text)\n")
        #expect(try study.folder.slam("import", "\(study.folder.path)/l.csv").status == 0)
        let late = try said(scores, "p1,late,bad0,overall,1\n")
        #expect(late.hasPrefix("1") && late.contains("came after the blind plan"), "\(late)")
        #expect(try study.folder.slam("verify").status == 0)
    }

    /// Asked anew, a model's response has the length of the one that is reviewed.
    @Test func aRunOfOneModelTellsNoTokens() throws {
        // Nothing is planned yet: one model's prompts, one request, and what is left to the others.
        let fresh = try BlindStudy(prompts: 2)
        for arguments in [["--models", "planted-bee"], ["--max-requests", "1"], []] {
            let run = try Program.run(["collect"] + arguments + ["--workspace", fresh.folder.path], input: "")
            #expect(run.errors.contains("withheld until 'slam unblind'"), "\(run.errors)")
            #expect(!run.errors.contains(" out"), "\(run.errors)")
        }
        let study = try BlindStudy(prompts: 3)
        let first = try study.folder.slam("collect", "--prompts", "p1", "--models", "planted-bee")
        #expect(first.status == 0 && first.errors.contains("withheld") && !first.errors.contains(" out"), "\(first)")
        let whole = try study.folder.slam("collect", "--prompts", "p2")
        #expect(whole.status == 0 && whole.errors.contains(" out"), "\(whole.errors)")
        #expect(try study.folder.slam("collect").status == 0)
        try edit(study, "model: planted-bee}", "model: planted-bee, max_tokens: 4000}")
        for arguments in [["--models", "planted-bee", "--prompts", "p1"], []] {
            let run = try Program.run(["collect"] + arguments + ["--workspace", study.folder.path], input: "")
            #expect(run.status == 0 && run.errors.contains("withheld until 'slam unblind'"), "\(run.errors)")
            #expect(!run.errors.contains(" out ") && !run.errors.contains("cut at"), "\(run.errors)")
        }
        _ = try study.folder.slam("unblind", "--yes", "--who", "lead")
        try edit(study, "max_tokens: 4000", "max_tokens: 4001")
        #expect(try study.folder.slam("collect", "--models", "planted-bee").errors.contains(" out"))
    }

    /// The first text of a prompt is of whoever was asked first: nothing of it leaves, nor what it took.
    @Test func whatOneModelAnsweredAloneLeavesNowhere() throws {
        let study = try BlindStudy(prompts: 3)
        let text = try #require(study.texts.first { $0.prompt == 1 && $0.model == 1 })
        #expect(try study.folder.slam("collect", "--prompts", "p1", "--models", "planted-bee").status == 0)
        let judged = try study.folder.slam("judge")
        #expect(judged.errors.contains("1 prompt not judged until every model has answered"), "\(judged.errors)")
        let commands = [
            ["export", "--tidy", "jsonl"], ["judge", "export"], ["cost", "--format", "json"],
            ["latency", "--format", "json"], ["latency", "--by", "hour,model", "--format", "csv"],
            ["judge", "verdicts"],
        ]
        func said(_ command: [String]) throws -> String {
            let run = try Program.run(command + ["--workspace", study.folder.path], input: "")
            return run.output + run.errors
        }
        for command in commands {
            let all = try said(command)
            for clue in [text.mark, Attackers.item(text), "\(Attackers.tokens(text))", "all models,"] {
                #expect(!all.contains(clue), "\(command): \(all)")
            }
        }
        #expect(try study.folder.slam("similarity", "--dry-run").output.contains("withheld until every model"))
        #expect(try study.folder.slam("collect").status == 0)
        #expect(try study.folder.slam("judge").errors.contains("12 verdicts collected of 12 wanted"))
        #expect(try said(commands[0]).contains(text.mark) && said(commands[2]).contains("output_tokens"))
        #expect(try said(commands[4]).contains("latency,all all models,"))
    }

    /// Which kind was guessed right tells the writer: the count of it, and a figure that moves.
    @Test func guessesAreCountedInTotal() throws {
        let study = try BlindStudy(prompts: 2)
        try edit(
            study,
            "review: {",
            "review: {guess: {every: 1, labels: {aa: [planted-bee], bb: [planted-ant, planted-cat, planted-dog]}}, "
        )
        #expect(try study.folder.slam("collect").status == 0)
        let keys = String(repeating: "3\n1\n", count: 4) + "q\n"
        #expect(try study.folder.slam("review", "--reviewer", "ana", "--line", input: keys).status == 0)
        let guesses = try study.folder.rows("SELECT count(*) FROM event WHERE kind = 'guessed'")
        let quality = try study.folder.slam("quality", "--format", "csv")
        let lines = quality.output.split(whereSeparator: \.isNewline).filter { $0.contains("blinding") }
        #expect(guesses != ["0"] && lines.count == 1 && lines[0].contains("withheld"), "\(guesses) \(lines)")
        _ = try study.folder.slam("unblind", "--yes", "--who", "lead")
        #expect(try study.folder.slam("quality", "--format", "csv").output.contains("blinding.bang.aa"))
    }

    /// A study with the same texts by other models makes up the same scores.
    @Test func madeUpScoresRestOnTheTextAlone() throws {
        let study = try BlindStudy(prompts: 4)
        func scores(shift: Int) throws -> [String: Double] {
            let folder = try StudyFolder()
            for name in ["study.yaml", "judge.mustache", "prompts.jsonl"] {
                try folder.write("Prompts/s/\(name)", study.folder.text("Prompts/s/\(name)"))
            }
            let rows = study.texts.map { "p\($0.prompt),\(study.models[($0.model + shift) % 4]),\($0.text)\n" }
            try folder.write("r.csv", "prompt,model,response\n" + rows.joined())
            #expect(try folder.slam("import", "\(folder.path)/r.csv").status == 0)
            let lines = try folder.slam("simulate", "--judge", "spy:noise=0", "--seed", "5").output.split(
                separator: "\n"
            )
            var scores: [String: Double] = [:]
            for line in lines {
                let json = try JSONValue(parsing: String(line))
                guard json["rater"]?.string == "spy", let item = json["item"]?.string else { continue }
                scores[item] = json["value"]?.number
            }
            return scores
        }
        let first = try scores(shift: 0)
        #expect(first.count == 16 && Set(first.values).count > 1)
        for shift in 1..<4 { #expect(try scores(shift: shift) == first) }
    }
}
