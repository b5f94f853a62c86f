import Fixtures
import Foundation
import Testing

@testable import Studies

/// Responses that stand side by side, and scores with a column for each rater.
struct SideColumnTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func table(_ text: String, map: [String] = [], file: String = "t.csv") throws -> StudyTable {
        try StudyTable.read(path: try folder.write(file, text), map: map)
    }

    @Test(arguments: [
        "model_a,model_b,prompt,response_a,response_b,winner_model_a\ngpt,llama,q,x,y,1\nllama,gpt,r,z,w,0\n",
        "question,response_1,response_2,model_1,model_2,preference\nq,x,y,gpt,llama,1\nr,z,w,llama,gpt,2\n",
        "instruction,output_a,output_b,generator_a,generator_b\nq,x,y,gpt,llama\nr,z,w,llama,gpt\n",
    ])
    func eachResponseIsOfTheModelOnItsSide(text: String) throws {
        let read = try table(text)
        #expect(Set(read.models.map(\.name)) == ["gpt", "llama"])
        let given = Set(read.responses.map { [$0.prompt, $0.model, $0.text] })
        #expect(given == [["p1", "gpt", "x"], ["p1", "llama", "y"], ["p2", "llama", "z"], ["p2", "gpt", "w"]])
        #expect(!read.responses.contains { ["gpt", "llama"].contains($0.text) }, "no name is a response")
    }

    @Test(arguments: [
        "prompt,output_1,output_2\nq,x,y\n", "prompt,chosen,rejected\nq,x,y\n", "prompt,model_a,model_b\nq,x,y\n",
        "prompt,response_a,response_b,model_a,model_c\nq,x,y,m,n\n",
    ])
    func sidesWithoutModelsAreNoModels(text: String) throws {
        #expect { try table(text) } throws: { "\($0)".contains("may be sides whose model differs from row to row") }
        let columns = text.split(separator: "\n")[0].split(separator: ",").dropFirst().prefix(2)
        let read = try table(text, map: columns.map { "models=\($0)" })
        #expect(read.models.count == 2)
    }

    @Test func aColumnWithoutACellIsNoModelAndIdentifiersAreNone() throws {
        let read = try table("Frage ID;Prompt;gpt;llama;Kommentar\n1;q;x;y;\n2;r;z;w;\n")
        #expect(read.models.map(\.name) == ["gpt", "llama"])
    }

    @Test func rowsOfAListOnOneLineAreNamedByTheirNumber() throws {
        let list =
            "[{\"prompt\":\"q\",\"model\":\"a\",\"response\":\"x\"}, {\"prompt\":\"\",\"model\":\"a\",\"response\":\"y\"}]"
        #expect { try table(list, file: "t.json") } throws: { "\($0)".contains("t.json, row 2: the prompt is empty") }
        let lines = list.replacing("}, {", with: "},\n{")
        #expect { try table(lines, file: "t.json") } throws: { "\($0)".contains("t.json:2: the prompt is empty") }
        let scores = "[{\"item\":\"i\",\"rater\":\"a\",\"score\":1},{\"item\":\"j\",\"rater\":\"\",\"score\":1}]"
        #expect { try BareTable.read(path: try folder.write("s.json", scores)) } throws: {
            "\($0)".contains("s.json, row 2: the rater is empty")
        }
    }

    @Test func nothingIsComparedWithItselfAndEveryWinnerIsRead() throws {
        func read(_ rows: String) throws -> ComparisonFile {
            try ComparisonFile.read(path: folder.write("c.csv", "left,right,winner\n" + rows))
        }
        let found = try read("a,b,left\nb,a,right\na,b,tie\na,b,both_bad\n")
        #expect(found.rows.map(\.winner) == [.left, .right, .tie, .bothBad])
        let (first, second) = (found.rows[0], found.rows[1])
        #expect(first.left != first.right && first.left == second.right && first.right == second.left)
        for rows in ["a,b,left\na,a,left\n", "a,b,left\na, a ,tie\n"] {
            #expect { try read(rows) } throws: { "\($0)".contains("c.csv:3: left and right are the same") }
        }
    }

    @Test func promptsThatDifferInAnUnusedColumnAreOtherTasks() throws {
        let text = "instruction,input,output,generator\ntranslate,one,x,a\ntranslate,two,y,b\n"
        #expect { try table(text, map: ["prompt=instruction"]) } throws: {
            "\($0)".contains("--map prompt=instruction+input joins them")
        }
        let joined = try table(text, map: ["prompt=instruction+input"])
        #expect(joined.prompts.map(\.text) == ["translate\n\none", "translate\n\ntwo"])
        #expect(joined.models.count == 2)
    }

    @Test func aColumnForEachRaterIsReadWhereItIsNamed() throws {
        let path = try folder.write("w.csv", "item,Ana,ben,gpt\ni,1,2,3\nj,4,,5\n")
        #expect { try BareTable.read(path: path) } throws: { "\($0)".contains("--map raters=Ana --map raters=ben …") }
        let choices = BareTable.Choices(map: ["raters=Ana", "raters=ben", "judges=gpt"])
        let read = try BareTable.read(path: path, choices: choices)
        #expect(read.raters.all == ["Ana", "ben", "gpt"] && read.kinds == [.human, .human, .judge])
        #expect(read.criteria.count == 1 && read.criteria[0].scores.count == 5 && read.missingCount == 1)
        let lines = "{\"item\":\"i\",\"ana\":1,\"ben\":2}\n"
        let json = BareTable.Choices(map: ["raters=ana", "raters=ben"])
        #expect(
            try BareTable.read(path: try folder.write("w.jsonl", lines), choices: json).criteria[0].scores.count == 2
        )
    }

    @Test(arguments: [
        (["raters=ana", "raters=Ana"], "--map raters=ana --map raters=ana: each column counts once"),
        (["raters=ana", "judges=ana"], "--map raters=ana --map judges=ana: each column counts once"),
        (["item=item", "item=ben", "raters=ana"], "--map item=item --map item=ben: one column holds the item"),
    ])
    func aColumnOfRatingsIsNamedOnce(map: [String], words: String) throws {
        let path = try folder.write("w.csv", "item,ana,ben\ni,1,2\nj,4,5\n")
        #expect { try BareTable.read(path: path, choices: .init(map: map)) } throws: { "\($0)".contains(words) }
        let sides = ["left=left", "left=right", "right=right", "winner=winner"]
        let comparisons = try folder.write("c.csv", "left,right,winner\na,b,left\n")
        #expect { try ComparisonFile.read(path: comparisons, map: sides) } throws: {
            "\($0)".contains("one column holds the left")
        }
    }

    /// Also where the column's own name stands in the table: it would be read in the place of the one that was named.
    @Test(arguments: ["csv", "jsonl"]) func theColumnThatIsNamedIsRead(ending: String) throws {
        let cells = [["i", "x", "ana", "5", "1"], ["i", "y", "ben", "4", "2"]]
        let names = ["item", "rater", "who", "score", "mark"]
        let lines = cells.map { row in
            ending == "csv"
                ? row.joined(separator: ",")
                : "{\(zip(names, row).map { "\"\($0)\":\"\($1)\"" }.joined(separator: ","))}"
        }
        let head = ending == "csv" ? names.joined(separator: ",") + "\n" : ""
        let path = try folder.write("t.\(ending)", head + lines.joined(separator: "\n") + "\n")
        let read = try BareTable.read(path: path, choices: .init(map: ["rater=who", "score=mark"]))
        let ratings = read.criteria[0]
        #expect(read.raters.all == ["ana", "ben"] && ratings.scores.map { ratings.values[Int($0)] } == [1, 2])
        #expect(
            read.remarks.contains { $0.hasPrefix("Not used: 'rater'") && $0.contains("'score'") },
            "\(read.remarks)"
        )
        #expect(throws: Mistakes.self) { try BareTable.read(path: path, choices: .init(map: ["score=marks"])) }
    }

    @Test func aColumnThatIsNotThereIsNamedInVain() throws {
        let path = try folder.write("t.csv", "item,rater,score,mark\ni,x,5,1\n")
        for role in ["score", "cluster"] {
            #expect { try BareTable.read(path: path, choices: .init(map: ["\(role)=marks"])) } throws: {
                "\($0)".contains(
                    "t.csv:1: no column 'marks' (is it 'mark'?), which --map names: the header reads item, "
                )
            }
        }
        let comparisons = try folder.write("c.csv", "left,right,winner,choice\na,b,left,right\n")
        #expect(try ComparisonFile.read(path: comparisons, map: ["winner=choice"]).rows[0].winner == .right)
        #expect(throws: Mistakes.self) { try ComparisonFile.read(path: comparisons, map: ["winner=choise"]) }
    }

    @Test func comparisonsUnderOtherNamesAreReadWhereTheyAreMapped() throws {
        let path = try folder.write("c.csv", "first_model,second_model_name,choice\na,b,left\n")
        #expect { try ComparisonFile.read(path: path) } throws: { "\($0)".contains("--map winner=COLUMN") }
        let map = ["left=first_model", "right=second_model_name", "winner=choice"]
        let read = try ComparisonFile.read(path: path, map: map)
        #expect(read.rows.count == 1 && read.players.all == ["a", "b"])
        #expect { try ComparisonFile.read(path: path, map: ["score=choice"]) } throws: {
            "\($0)".contains("ROLE is one of cluster, criterion, item, kind, left, phase, prompt, rater, right, winner")
        }
    }

    /// One row for each of two judges, both with the same person's choice.
    @Test func aComparisonThatStandsTwiceIsTold() throws {
        let text = "id,left,right,winner\n1,a,b,left\n2,a,b,left\n1,a,b,left\n1,b,a,right\n2,a,b,left\n"
        let read = try ComparisonFile.read(path: try folder.write("r.csv", text))
        #expect(read.rows.count == 5)
        let remark = try #require(read.remarks.first)
        #expect(
            remark.hasPrefix("2 of 5 comparisons stand here before") && remark.contains("lines 2 and 4"),
            "\(remark)"
        )
        let without = text.replacing("id,", with: "x,")
        #expect(try ComparisonFile.read(path: folder.write("r.csv", without)).remarks == ["Not used: 'x'."])
    }

    @Test(arguments: [
        ("request_states", "[]", "HELM"), ("fields", "{\"prompt\":\"q\"}", "Argilla"),
        ("conversations", "[{\"from\":\"human\",\"value\":\"q\"}]", "ShareGPT"),
    ])
    func otherToolsExportsAreKnown(member: String, value: String, tool: String) {
        #expect { try table("{\"\(member)\":\(value),\"x\":1}\n", file: "t.jsonl") } throws: { "\($0)".contains(tool) }
    }

    @Test func responsesInAnObjectByModelComeWithTheCommandThatTakesThemApart() {
        let text = "{\"prompt\":\"q\",\"responses\":{\"a\":\"x\",\"b\":\"y\"}}\n"
        #expect { try table(text, file: "t.jsonl") } throws: { "\($0)".contains(".responses | to_entries[]") }
        let columns = "{\"prompt\":[\"q\",\"r\"],\"response\":[[1],[2]]}\n"
        #expect { try table(columns, file: "t.jsonl") } throws: { "\($0)".contains("jq") }
    }
}
