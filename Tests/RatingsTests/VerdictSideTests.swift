import Fixtures
import Studies
import Testing

@testable import Ratings

/// Verdicts of a file whose two models change places: the one with the smaller name is always the first.
struct VerdictSideTests {
    private static let head =
        "item,rater,verdict,order,first_model,second_model,first_length,second_length,first_family,second_family\n"

    private func table(_ rows: String) throws -> VerdictTable {
        let folder = try TemporaryFolder()
        let path = try folder.write("verdicts.csv", Self.head + rows)
        return try #require(try VerdictFile.read(path: path).first)
    }

    @Test func whatIsSaidOfSidesTurnsWithTheModels() throws {
        let cases: [(String, Double, RatingRecord.Side)] = [
            ("first,first,a,b", 1, .first), ("first,first,b,a", -1, .second),
            ("second,first,b,a", 1, .second), ("second,second,b,a", 1, .first), ("second,second,a,b", -1, .second),
            ("tie,second,b,a", 0, .first),
        ]
        for (row, value, order) in cases {
            let table = try table("i,j,\(row),10,20,f,g\n")
            let isTurned = row.hasSuffix("b,a")
            #expect(table.rows.map(\.value.number) == [value] && table.rows.map(\.order) == [order], "\(row)")
            #expect(table.items[0].lengths == (isTurned ? [20, 10] : [10, 20]), "\(row)")
            #expect(table.items[0].families == (isTurned ? ["g", "f"] : ["f", "g"]), "\(row)")
        }
    }

    /// A verdict in the other order, of another sample or version is no second one; the same is refused.
    @Test func everyPartOfAVerdictsNameIsOne() throws {
        let head = "item,rater,verdict,order,sample,version,arm\n"
        let folder = try TemporaryFolder()
        func read(_ rows: String) throws -> Int {
            try VerdictFile.read(path: folder.write("v.csv", head + rows)).reduce(0) { $0 + $1.rows.count }
        }
        let first = "i,j,first,first,1,v,plain\n"
        for other in [
            "i,j,first,second,1,v,plain\n", "i,j,first,first,2,v,plain\n", "i,j,first,first,1,w,plain\n",
            "i,j,first,first,1,v,again\n", "k,j,first,first,1,v,plain\n", "i,h,first,first,1,v,plain\n",
        ] {
            #expect(try read(first + other) == 2, "\(other)")
        }
        #expect(throws: Mistakes.self) { try read(first + "i,j,second,first,1,v,plain\n") }
    }

    @Test func onlyAJudgeIsUnparsedAndAnEmptyTableIsTold() throws {
        let folder = try TemporaryFolder()
        func read(_ rows: String, _ decimal: NumberText.Decimal? = nil) throws -> ([VerdictTable], [String]) {
            let text = "item,rater,verdict,kind\n" + rows
            return try VerdictFile.readAndNoted(path: folder.write("v.csv", text), decimal: decimal)
        }
        for word in ["unparsed", "refused", "error"] {
            #expect(try read("i,j,\(word),judge\n").0[0].rows.count == 1, "\(word)")
            #expect(throws: Mistakes.self, "\(word)") { try read("i,h,\(word),human\n") }
            #expect(throws: Mistakes.self, "\(word)") { try read("i,m,\(word),metric\n") }
        }
        #expect(try read("i,h,missing,human\ni,k,,human\n").0[0].rows.count == 2)
        #expect(try read("").1 == ["No verdicts: the table has no row."] && read("i,j,1,judge\n").1.isEmpty)
        // A decimal comma is read where it is asked for, and where commas do not separate cells.
        #expect(throws: Mistakes.self) { try read("i,j,\"2,5\",judge\n") }
        #expect(try read("i,j,\"2,5\",judge\n", .comma).0[0].rows[0].value == .value(2.5))
        let path = try folder.write("s.csv", "item;rater;verdict\ni;j;2,5\nk;j;3\n")
        #expect(try VerdictFile.read(path: path)[0].rows.map(\.value) == [.value(2.5), .value(3)])
    }

    @Test func verdictsOfOtherVersionsAreTold() throws {
        let folder = try TemporaryFolder()
        func words(_ rows: String) throws -> [String] {
            let head = "item,rater,verdict,kind,version,arm\n"
            return try VerdictFile.readAndNoted(path: folder.write("v.csv", head + rows)).1
        }
        let rows =
            "i,j,first,judge,v2,plain\nk,j,first,judge,v1,plain\nl,j,first,judge,v1,plain\ni,h,first,human,,plain\n"
        let told = try words(rows)
        #expect(told.count == 1 && told[0].hasPrefix("j, 'verdict': version 'v1' counts"), "\(told)")
        #expect(told.first?.hasSuffix("1 of 3 verdicts.") == true, "\(told)")
        #expect(try words(rows.replacing("v2", with: "v1")).isEmpty)
        #expect(try words(rows.replacing("v2,plain", with: "v2,again")).isEmpty)
    }

    /// A verdict on a pair of which a line does not say the models would stand beside nobody's, and be left out in silence.
    @Test func modelsOnSomeLinesOfAnItemAloneAreABadLine() throws {
        let folder = try TemporaryFolder()
        func read(_ rows: String) throws -> [VerdictTable] {
            let head = "item,rater,verdict,kind,first_model,second_model\n"
            return try VerdictFile.read(path: folder.write("v.csv", head + rows))
        }
        for rows in ["i,j,first,judge,a,b\ni,h,first,human,,\n", "i,h,first,human,,\ni,j,first,judge,b,a\n"] {
            #expect { try read(rows) } throws: {
                "\($0)".contains("v.csv:3: the item 'i' has both models on some lines alone: give them on every line")
            }
        }
        #expect(try read("i,j,first,judge,a,b\nk,j,first,judge,,\n")[0].items.count == 2)
        #expect(try read("i,j,first,judge,a,b\ni,h,first,human,b,a\ni,h,first,human,a,c\n")[0].items.count == 2)
    }

    /// An edited text may be longer, which says nothing of the text that people read.
    @Test func lengthsAreThoseOfPlainVerdicts() throws {
        let folder = try TemporaryFolder()
        func lengths(_ rows: [String]) throws -> [Int] {
            let text = "item,rater,verdict,first_length,second_length,arm\n" + rows.map { $0 + "\n" }.joined()
            return try #require(try VerdictFile.read(path: folder.write("v.csv", text)).first).items[0].lengths
        }
        let (plain, edited) = ("i,j,first,10,20,plain", "i,j,first,90,20,edited")
        #expect(try lengths([plain, edited]) == [10, 20] && lengths([edited, plain]) == [10, 20])
        #expect(try lengths([edited, "i,j,first,,,plain"]) == [90, 20])
        #expect(try lengths([plain, "i,h,first,10,20,", "i,k,first,,,"]) == [10, 20])
        #expect { try lengths([plain, "i,h,first,20,10,"]) } throws: {
            "\($0)".contains("v.csv:3: the item 'i' has another length on an earlier line: give it one")
        }
    }

    @Test func theVerdictWithTheFirstInFrontComesFirst() throws {
        let table = try table("i,j,first,second,a,b,1,2,f,g\ni,j,second,first,a,b,1,2,f,g\n")
        #expect(table.rows.map(\.order) == [.first, .second] && table.rows.map(\.value.number) == [-1, 1])
    }
}
