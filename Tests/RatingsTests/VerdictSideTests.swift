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
}
