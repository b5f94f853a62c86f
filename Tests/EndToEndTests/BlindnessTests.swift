import Foundation
import GRDBSQLite
import Studies
import Testing

/// A red team: every byte that leaves a study before unblinding, and attackers who try to tell from it who wrote what.
struct BlindnessTests {
    /// Commands whose output is the owner's alone, or that end the blindness.
    private static let owners: Set<String> = [
        "unblind", "demo", "rehearse", "init", "backup", "files", "schema", "help",
    ]

    /// The program's commands with their help, found by asking it.
    private func commands(_ path: [String] = []) throws -> [(words: [String], help: String)] {
        let help = try Program.run(path + ["--help"], input: "").output
        // The help has its commands in groups.
        let groups = help.components(separatedBy: "\n\n").filter { $0.contains("SUBCOMMANDS:\n") }
        guard !groups.isEmpty else { return [(path, help)] }
        let names = groups.flatMap { $0.split(separator: "\n").drop { !$0.hasSuffix("SUBCOMMANDS:") }.dropFirst() }
            .filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
            .compactMap { $0.split(separator: " ").first.map(String.init) }
        return try names.filter { !Self.owners.contains($0) }.flatMap { try commands(path + [$0]) }
    }

    /// CSV and Markdown are the cells of the others with other borders: they are tried where `SLAM_FORMATS` asks for all, and
    /// CSV where each line is of one text.
    private static func formats(of words: [String]) -> [String] {
        guard ProcessInfo.processInfo.environment["SLAM_FORMATS"] == nil else {
            return ["table", "json", "csv", "markdown"]
        }
        return ["table", "json"] + (words == ["disagreements"] ? ["csv"] : [])
    }

    /// Every command in every format, as far as it needs no more than names that the study has.
    private func outputs(of study: BlindStudy) throws -> [(name: String, text: String)] {
        var outputs: [(name: String, text: String)] = []
        let commands = try commands()
        #expect(commands.count > 30, "\(commands.map(\.words))")
        for (words, help) in commands {
            var variants: [[String]] = [[]]
            if help.contains("--format") { variants = Self.formats(of: words).map { ["--format", $0] } }
            if help.contains("--tidy") { variants += [["--tidy", "csv"], ["--tidy", "jsonl"]] }
            if help.contains("--dry-run") { variants = variants.map { $0 + ["--dry-run"] } }
            // What it measures over days is shown by slam latency.
            if help.contains("--print-units") { variants = [["--print-units"]] }
            if help.contains("--opinions") { variants.append(["--opinions"]) }
            if help.contains("--list") { variants.append(["--list"]) }
            // How sure a figure is tells no writer.
            if help.contains("--resamples") { variants = variants.map { $0 + ["--resamples", "20"] } }
            var given: [String] = []
            if help.contains("slam \(words.joined(separator: " ")) <reviewer>") {
                given = ["ana", "--output", "\(study.folder.path)/red-team.slam"]
            }
            if words == ["review"] { given = ["--reviewer", "ana", "--line"] }
            for variant in variants {
                let arguments = words + given + variant + ["--workspace", study.folder.path]
                let run = try Program.run(arguments, input: "help\nq\n")
                outputs.append((arguments.dropLast(2).joined(separator: " "), run.output))
                outputs.append((arguments.dropLast(2).joined(separator: " ") + " (errors)", run.errors))
            }
        }
        return outputs
    }

    /// What a bundle holds, row by row in the order of each of its columns.
    private func clues(ofBundle path: String, _ attackers: Attackers) throws -> [Attackers.Clue] {
        var database: OpaquePointer?
        defer { sqlite3_close(database) }
        guard sqlite3_open_v2(path, &database, SQLITE_OPEN_READONLY, nil) == SQLITE_OK else { return [] }
        func column(_ sql: String) -> [String] {
            var statement: OpaquePointer?
            defer { sqlite3_finalize(statement) }
            guard sqlite3_prepare_v2(database, sql, -1, &statement, nil) == SQLITE_OK else { return [] }
            var rows: [String] = []
            while sqlite3_step(statement) == SQLITE_ROW {
                rows.append(sqlite3_column_text(statement, 0).map { String(cString: $0) } ?? "")
            }
            return rows
        }
        var clues: [Attackers.Clue] = []
        for (table, key) in [("item", "i"), ("presentation", "n")] {
            for name in column("SELECT name FROM pragma_table_info('\(table)')") {
                let rows = column(
                    """
                    SELECT CAST(i.text AS TEXT) FROM presentation n JOIN item i ON i.id IN (n.first, n.second)
                    ORDER BY \(key).\(name), i.id
                    """
                )
                clues += attackers.clues(in: rows.joined(separator: "\n"), named: "bundle \(table).\(name)")
            }
        }
        let bytes = try Data(contentsOf: URL(filePath: path))
        clues += attackers.clues(in: String(decoding: bytes, as: UTF8.self), named: "bundle bytes")
        return clues
    }

    @Test func nothingThatLeavesBeforeUnblindingTellsWhoWroteAText() throws {
        let study = try BlindStudy()
        try study.begin()
        let attackers = study.attackers
        var outputs = try outputs(of: study)
        for file in try FileManager.default.contentsOfDirectory(atPath: "\(study.folder.path)/Annotations/s") {
            outputs.append((file, try study.folder.text("Annotations/s/\(file)")))
        }
        #expect(outputs.count > 60)
        let joins = outputs.flatMap { attackers.joins(in: $0.text, named: $0.name) }
        #expect(joins.isEmpty, "\(joins.prefix(5))")
        var clues = outputs.flatMap { attackers.clues(in: $0.text, named: $0.name) }
        // Items by their ids, too: an output may name no text.
        let byID = Attackers(
            texts: attackers.texts.map { text in
                var text = text
                text.mark = String(Attackers.item(text).prefix(12))
                return text
            },
            models: attackers.models
        )
        clues += outputs.flatMap { byID.clues(in: $0.text, named: $0.name + " by id") }
        clues += outputs.flatMap { attackers.letters(in: $0.text, named: $0.name) }
        // Where every line is of one text.
        let lists = outputs.filter { $0.name.contains("export") || $0.name == "disagreements --format csv" }
        for attacker in [attackers, byID] {
            clues += lists.flatMap { attacker.numberClues(in: $0.text, named: $0.name) }
        }
        // Bundles: one, another one later, and what differs between them.
        var bundles: [Data] = []
        let names = ["first.slam", "second.slam"]
        for name in names {
            #expect(try study.folder.slam("bundle", "ben", "--output", "\(study.folder.path)/\(name)").status == 0)
            clues += try self.clues(ofBundle: "\(study.folder.path)/\(name)", attackers)
            bundles.append(try Data(contentsOf: URL(filePath: "\(study.folder.path)/\(name)")))
        }
        clues += attackers.difference(bundles[0], bundles[1], named: "two bundles")
        clues += attackers.joined(clues)
        #expect(clues.count > 40)
        let found = attackers.attack(clues)
        #expect(found.luck > 0.001, "\(found)")
    }

    /// Before the others answered, whatever is told of a text, or of what it took, is told of the model that was asked first.
    @Test func theFirstTextOfAPromptIsInNoOutput() throws {
        let study = try BlindStudy(prompts: 3)
        for command in [["collect", "--prompts", "p1", "--models", "planted-bee"], ["judge"], ["similarity"]] {
            let run = try Program.run(command + ["--workspace", study.folder.path], input: "")
            try #require(run.status == 0, "\(command): \(run.errors)")
        }
        let text = try #require(study.texts.first { $0.prompt == 1 && $0.model == 1 })
        let tokens = Attackers.tokens(text)
        let clues = [
            text.mark, String(Attackers.item(text).prefix(12)), "\(tokens)",
            "\(tokens / 1000),\(String(format: "%03d", tokens % 1000))",
        ]
        for output in try outputs(of: study) {
            for clue in clues { #expect(!output.text.contains(clue), "\(output.name) has \(clue)") }
        }
    }

    @Test(arguments: [
        "order", "recurrence", "absence", "order of ids", "letter", "length", "date", "difference", "join",
    ])
    func aPlantedLeakIsFound(kind: String) throws {
        let attackers = try BlindStudy().attackers
        let sorted = attackers.texts.sorted { ($0.prompt, $0.model) < ($1.prompt, $1.model) }
        let fair = attackers.texts.sorted { $0.mark < $1.mark }
        let output: String
        switch kind {
        case "order": output = sorted.map(\.mark).joined(separator: "\n")
        case "recurrence":
            output = attackers.texts.map { $0.model == 0 ? "\($0.mark) \($0.mark)" : $0.mark }.joined(separator: "\n")
        case "absence": output = attackers.texts.filter { $0.model != 0 }.map(\.mark).joined(separator: "\n")
        case "letter":
            output = attackers.texts.map { "\(["C", "A", "D", "B"][$0.model]),\($0.mark)" }.joined(separator: "\n")
        // A length that goes with the model, the time at which its texts came, one of two files without them, and one bit in
        // each of two files.
        case "length": output = fair.map { "\($0.mark) \(400 + $0.model * 90 + $0.prompt % 7)" }.joined(separator: "\n")
        case "date": output = fair.map { "\($0.mark),2026-11-0\($0.model + 1)T10:00:00Z" }.joined(separator: "\n")
        case "difference", "join": output = fair.filter { $0.model % 2 == 0 }.map(\.mark).joined(separator: "\n")
        default: output = sorted.map { "\(Attackers.item($0)) \($0.mark)" }.joined(separator: "\n")
        }
        var clues = attackers.clues(in: output, named: "planted") + attackers.letters(in: output, named: "planted")
        clues += attackers.numberClues(in: output, named: "planted")
        if kind == "difference" {
            clues = attackers.difference(Data(fair.map(\.mark).joined().utf8), Data(output.utf8), named: "planted")
        }
        if kind == "join" {
            let other = fair.filter { $0.model / 2 == 0 }.map(\.mark).joined(separator: "\n")
            clues = attackers.joined(clues + attackers.clues(in: other, named: "other"))
        }
        let found = attackers.attack(clues)
        // The two bits together name every writer.
        #expect(kind != "join" || found.share == 1)
        #expect(found.luck < 0.01, "\(found)")
        let plain = fair.map(\.mark).joined(separator: "\n")
        #expect(attackers.attack(attackers.clues(in: plain, named: "fair")).luck > 0.01)
    }

    /// A dictionary of the models' names over the masks: no hash that leaves is one of an unmasked text.
    @Test func noMaskIsUndoneByTryingNames() throws {
        let study = try BlindStudy(prompts: 4)
        let yaml = try study.folder.text("Prompts/s/study.yaml")
        try study.folder.write(
            "Prompts/s/study.yaml",
            yaml.replacing("repeats: 0.1", with: "leaks: mask, repeats: 0.1")
        )
        let named = study.texts.map { ($0, "\($0.mark) I am \(study.models[$0.model]), so. It is so. Truly.") }
        let rows = named.map { "p\($0.prompt),\(study.models[$0.model]),\"\($1)\"\n" }
        try study.folder.write("r.csv", "prompt,model,response\n" + rows.joined())
        #expect(try study.folder.slam("import", "\(study.folder.path)/r.csv").status == 0)
        #expect(try study.folder.slam("leaks").status == 0)
        let keys = String(repeating: "3\na\n", count: 40) + "q\n"
        #expect(try study.folder.slam("review", "--reviewer", "ana", "--line", input: keys).status == 0)
        let bundle = "\(study.folder.path)/b.slam"
        #expect(try study.folder.slam("bundle", "ben", "--output", bundle).status == 0)
        #expect(try study.folder.slam("export").status == 0)
        // What `slam leaks` lists is for the lead: it says the words themselves.
        var left = String(decoding: try Data(contentsOf: URL(filePath: bundle)), as: UTF8.self)
        for file in try FileManager.default.contentsOfDirectory(atPath: "\(study.folder.path)/Annotations/s") {
            left += try study.folder.text("Annotations/s/\(file)")
        }
        for command in [["export", "--tidy", "jsonl"], ["verify"], ["doctor"], ["disagreements"]] {
            let run = try Program.run(command + ["--workspace", study.folder.path], input: "")
            left += run.output + run.errors
        }
        let masked = named.map { (prompt: "p\($0.prompt)", text: $1.replacing(study.models[$0.model], with: "[…]")) }
        #expect(left.contains("[…]"))
        let found = study.attackers.unmasked(in: left, masked: masked, study: "s")
        #expect(found.isEmpty, "\(found.prefix(3))")
        // The attacker finds what is planted.
        let planted = ItemID(study: "s", prompt: "p\(named[0].0.prompt)", text: named[0].1).rawValue
        #expect(!study.attackers.unmasked(in: "x \(planted) y", masked: masked, study: "s").isEmpty)
    }

    @Test func aPlantedJoinIsFound() throws {
        let attackers = try BlindStudy().attackers
        let text = attackers.texts[5]
        let model = attackers.models[text.model]
        for line in [
            "\(model) wrote \(text.mark)", "\(model),p\(text.prompt),\(Attackers.tokens(text))",
            "{\"model\":\"\(model)\",\"item\":\"\(Attackers.item(text))\"}",
            "\(model) p\(text.prompt) bytes \(text.text.utf8.count)",
        ] {
            #expect(!attackers.joins(in: line, named: "planted").isEmpty, "\(line)")
        }
    }

    /// Two hand-outs between which one model's texts arrive differ by nothing.
    @Test func theTimeOfArrivalTellsNothing() throws {
        let study = try BlindStudy()
        func importing(_ model: Int) throws {
            let rows = study.texts.filter { $0.model == model }.map {
                "p\($0.prompt),\(study.models[model]),\($0.text)\n"
            }
            try study.folder.write("m\(model).csv", "prompt,model,response\n" + rows.joined())
            #expect(try study.folder.slam("import", "\(study.folder.path)/m\(model).csv").status == 0)
        }
        for model in 0..<4 {
            let early = try study.folder.slam("bundle", "ana", "--output", "\(study.folder.path)/\(model).slam")
            #expect(early.status == 1, "\(early.errors)")
            try importing(model)
        }
        #expect(try study.folder.slam("bundle", "ana", "--output", "\(study.folder.path)/all.slam").status == 0)
    }

    /// Import is no oracle: whatever it is asked about a stored text, it answers the same.
    @Test func importAnswersNothingAboutATextsWriter() throws {
        let study = try BlindStudy(prompts: 4)
        #expect(try study.folder.slam("collect").status == 0)
        let text = study.texts[0]
        var answers: Set<String> = []
        for model in study.models {
            try study.folder.write("ask.csv", "prompt,model,response\np\(text.prompt),\(model),\(text.text)\n")
            let asked = try study.folder.slam("import", "\(study.folder.path)/ask.csv")
            answers.insert("\(asked.status) \(asked.output) \(asked.errors)")
        }
        #expect(answers.count == 1, "\(answers)")
    }

    @Test func whatIsImportedByModelStaysUntilUnblinding() throws {
        let study = try BlindStudy(prompts: 4)
        #expect(try study.folder.slam("collect").status == 0)
        let rows = study.texts.map { "p\($0.prompt),\(study.models[$0.model]),dora,overall,\($0.model + 1)\n" }
        try study.folder.write("r.csv", "prompt,model,rater,criterion,score\n" + rows.joined())
        #expect(try study.folder.slam("import", "\(study.folder.path)/r.csv", "--new-raters").status == 0)
        #expect(try study.folder.slam("similarity").status == 0)
        let blind = try study.folder.slam("export")
        #expect(blind.status == 0 && blind.errors.contains("withheld until 'slam unblind'"), "\(blind.errors)")
        let files = try FileManager.default.contentsOfDirectory(atPath: "\(study.folder.path)/Annotations/s")
        #expect(!files.contains("dora.jsonl") && !files.contains { $0.contains("lexical") })
        #expect(!(try study.folder.slam("export", "--tidy", "csv").output.contains("dora")))
        for command in [
            ["agreement"], ["disagreements", "--limit", "99"], ["models"], ["screen"], ["adjudicate", "--list"],
        ] {
            let run = try Program.run(command + ["--format", "csv", "--workspace", study.folder.path], input: "")
            #expect(!run.output.contains("dora"), "\(command): \(run.output)")
        }
        let said = try study.folder.slam("agreement")
        #expect((said.output + said.errors).contains("16 ratings imported by the names of models"), "\(said.output)")
        #expect(try study.folder.slam("unblind", "--yes").status == 0)
        #expect(try study.folder.slam("export").status == 0)
        #expect(try study.folder.text("Annotations/s/dora.jsonl").split(separator: "\n").count == 16)
        let status = try study.folder.slam("status")
        #expect(status.status == 0)
    }

    @Test func attemptsKeepTokensTimesAndEndsUntilUnblinding() throws {
        let study = try BlindStudy(prompts: 3)
        #expect(try study.folder.slam("collect").status == 0)
        // A probe asks what a response was asked, and says as much.
        let probed = try study.folder.slam("probe", "--every", "0.3s", "--for", "0.4s", "--max-tokens", "999")
        #expect(probed.status == 0, "\(probed.errors)")
        let blind = try study.folder.slam("attempts", "--format", "csv")
        #expect(blind.output.contains("planted-ant") && blind.errors.contains("withheld"))
        #expect(blind.output.contains("probe"))
        for text in study.texts { #expect(!blind.output.contains("\(Attackers.tokens(text))")) }
        #expect(!blind.output.contains("stop"))
        _ = try study.folder.slam("unblind", "--yes")
        #expect(
            try study.folder.slam("attempts", "--format", "csv").output.contains("\(Attackers.tokens(study.texts[0]))")
        )
    }
}
