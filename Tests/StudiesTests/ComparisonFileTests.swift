import Fixtures
import Testing

@testable import Studies

/// A table of comparisons is read by the rules of a table of ratings.
struct ComparisonFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func read(_ header: String, _ rows: [String], criterion: String? = nil) throws -> ComparisonFile {
        let text = ([header] + rows).joined(separator: "\n") + "\n"
        return try ComparisonFile.read(path: try folder.write("c.csv", text), criterion: criterion)
    }

    /// As many of them would count as many times, and intervals would be too narrow.
    @Test(arguments: [
        ("rater,item", "ana,i"), ("rater,prompt", "ana,p"), ("rater,id", "ana,7"), ("rater,item,prompt", "ana,i,p"),
    ])
    func oneRatersSecondWordOnAPairIsABadLine(columns: String, cells: String) throws {
        let header = "left,right,winner,\(columns)"
        for second in ["a,b,left", "a,b,right", "b,a,tie"] {
            #expect { try read(header, ["a,b,left,\(cells)", "\(second),\(cells)"]) } throws: {
                "\($0)".contains("c.csv:3: 'ana' compared") && "\($0)".contains("on line 2: keep one")
            }
        }
        let others = cells.replacing("ana", with: "ben")
        #expect(try read(header, ["a,b,left,\(cells)", "a,b,left,\(others)", "a,c,left,\(cells)"]).rows.count == 3)
    }

    /// As in a study: the same in both orders is one verdict, another in each is none.
    @Test func aJudgesTwoOrdersAreOneVerdictOrNone() throws {
        let header = "left,right,winner,kind,rater,item"
        let rows = [
            "a,b,left,judge,j,1", "b,a,right,judge,j,1", "a,b,right,judge,j,2", "b,a,right,judge,j,2",
            "b,a,left,judge,j,3", "b,a,left,judge,k,2", "a,b,tie,judge,j,4", "b,a,both_bad,judge,j,4",
            "b,a,tie,judge,j,5", "a,b,tie,judge,j,5", "a,b,left,human,ana,2",
        ]
        let found = try read(header, rows)
        #expect(found.rows.map(\.winner) == [.left, .left, .left, .tie, .left])
        #expect(found.rows.map { found.raters.all[Int($0.rater ?? -1)] } == ["j", "j", "k", "j", "ana"])
        #expect(found.rows.map { found.prompts.all[Int($0.prompt ?? -1)] } == ["1", "3", "2", "5", "2"])
        #expect(
            found.remarks == [
                "j on 'winner': 4 pairs in both orders, each one verdict; 2 of them inconsistent, another verdict in each order, in no figure."
            ]
        )
        for again in ["a,b,left", "b,a,right"] {
            #expect { try read(header, Array(rows[..<2]) + ["\(again),judge,j,1"]) } throws: {
                "\($0)".contains("c.csv:4: 'j' compared '1: a and b' on line 2: keep one")
            }
        }
    }

    @Test func anItemTellsComparisonsOfAPromptApart() throws {
        let rows = ["a,b,left,ana,p,1", "a,b,left,ana,p,2"]
        #expect(try read("left,right,winner,rater,prompt,item", rows).rows.count == 2)
    }

    @Test func criteriaAreNotRankedTogether() throws {
        let header = "left,right,winner,item,rater,criterion"
        let rows = ["a,b,left,i,ana,good", "a,b,right,i,ana,safe", "a,c,left,i,ana,good"]
        #expect { try read(header, rows) } throws: { "\($0)".contains("--criterion: good, safe") }
        #expect { try read(header, rows, criterion: "god") } throws: { "\($0)".contains("it has good, safe") }
        #expect(try read(header, rows, criterion: "good").rows.map(\.winner) == [.left, .left])
        #expect(try read(header, rows, criterion: "safe").rows.map(\.winner) == [.right])
        #expect { try read("left,right,winner", ["a,b,left"], criterion: "good") } throws: {
            "\($0)".contains("no criterion 'good'")
        }
    }

    /// Words such as 'a' are a side in one table and a name in another: where both would hold and differ, nobody can say.
    @Test func theWinnerMayBeNamed() throws {
        let header = "left,right,winner"
        let found = try read(header, ["gpt,llama,llama", "llama,gpt,llama", "gpt,llama,tie", "a,b,a", "a,b,b"])
        #expect(found.rows.map(\.winner) == [.right, .left, .tie, .left, .right])
        for row in ["b,a,a", "2,1,1"] {
            #expect { try read(header, [row]) } throws: { "\($0)".contains("is the name of the right one") }
        }
        #expect { try read(header, ["gpt,llama,mistral"]) } throws: { "\($0)".contains("or one of the two names") }
        let path = try folder.write("p.csv", "item,rater,score,model_a,model_b\ni,ana,x,y,x\nj,ana,y,y,x\n")
        let scores = try BareTable.read(path: path).criteria[0]
        #expect(scores.isOfPairs && scores.scores.map { scores.values[Int($0)] } == [1, -1])
    }

    @Test func whatWasGivenInAnotherPhaseIsPassedOver() throws {
        let header = "left,right,winner,phase"
        let found = try read(header, ["a,b,left,blind", "a,b,left,training", "a,b,left,", "a,b,right,gold"])
        #expect(found.rows.count == 2 && found.otherPhaseCount == 2)
        #expect { try read(header, ["a,b,left,blnd"]) } throws: { "\($0)".contains("no phase 'blnd'") }
    }

    @Test func aPairIsOfOneClusterAndOnePrompt() throws {
        for column in ["cluster", "prompt"] {
            #expect { try read("left,right,winner,item,\(column)", ["a,b,left,i,c", "b,a,left,i,d"]) } throws: {
                "\($0)".contains("c.csv:3: 'i: a and b' has another \(column)")
            }
        }
        let found = try read("left,right,winner,cluster", ["a,b,left,c", "b,a,left,d", "b,a,left,"])
        #expect(found.rows.map(\.cluster) == [0, 1, nil])
    }

    /// What several raters say of one item is not independent.
    @Test func anItemIsThePromptWhereNoRowNamesOne() throws {
        let rows = ["a,b,left,i,ana,", "b,a,left,i,ben,", "a,b,left,j,ana,"]
        let items = try read("left,right,winner,item,rater,prompt", rows)
        #expect(items.rows.map(\.prompt) == [0, 0, 1] && items.prompts.all == ["i", "j"])
        let prompts = try read("left,right,winner,item,rater,prompt", rows + ["a,c,left,k,ana,p"])
        #expect(prompts.rows.map(\.prompt) == [nil, nil, nil, 0] && prompts.prompts.all == ["p"])
        #expect(try read("left,right,winner", ["a,b,left"]).rows[0].prompt == nil)
    }

    /// In some tables 0 is a tie, in others it is the one that 1 is not.
    @Test func zeroIsATieWhereBothSidesAreNumbers() throws {
        let found = try read("left,right,winner", ["a,b,1", "a,b,0", "a,b,-1.0"])
        #expect(found.rows.map(\.winner) == [.left, .tie, .right])
        for header in ["left,right,winner", "model_a,model_b,winner"] {
            #expect { try read(header, ["a,b,1", "a,b,0", "a,b,0"]) } throws: {
                "\($0)".contains("c.csv:3: the winner is '0', and '-1' nowhere")
            }
        }
        // Without 0 and -1 it may be the left one, or the right one of 0 and 1.
        for rows in [["a,b,1", "a,b,1.0"], ["a,b,1", "a,b,tie"], ["a,b,1"]] {
            #expect { try read("left,right,winner", rows) } throws: {
                "\($0)".contains("c.csv:2: the winner is '1', and '-1' nowhere: the left one")
            }
        }
        #expect(try read("left,right,winner", ["a,b,-1", "a,b,-1"]).rows.map(\.winner) == [.right, .right])
        #expect(try read("left,right,winner", ["7,2,7", "7,2,2"]).rows.map(\.winner) == [.left, .right])
        let path = try folder.write("t.csv", "item,rater,score,model_a,model_b\ni,h,1,x,y\nj,h,0,x,y\n")
        #expect { try BareTable.read(path: path) } throws: { "\($0)".contains("t.csv:3: the winner is '0'") }
    }
}
