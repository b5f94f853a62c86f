import Fixtures
import Studies
import Testing

struct CSVTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func rows(_ text: String, blockSize: Int = 1 << 18) throws -> (rows: [String], mistakes: [Mistake]) {
        let path = try folder.write("table.csv", text)
        var csv = try CSV(ByteSource(path: path, blockSize: blockSize))
        var rows: [String] = []
        var mistakes: [Mistake] = []
        while let next = try csv.next() {
            switch next {
            case .success(let row):
                rows.append(
                    "\(row.line):" + row.fields.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "|")
                )
            case .failure(let mistake): mistakes.append(mistake)
            }
        }
        return (rows, mistakes)
    }

    @Test(arguments: [1, 2, 3, 7, 1024])
    func quotesAndNewlinesAreReadWhateverTheBlockSize(blockSize: Int) throws {
        let text = "\u{FEFF}a,b,c\r\n1,\"x, \"\"y\"\"\r\nz\",\r\n\r\n\"\",2,\"\"\r\n3,ü,4"
        let read = try rows(text, blockSize: blockSize)
        #expect(read.rows == ["2:1|x, \"y\"\r\nz|", "5:|2|", "6:3|ü|4"])
        #expect(read.mistakes.isEmpty)
    }

    @Test(arguments: [
        ("  \na\n", "table.csv:1: empty: the first line must name the columns"),
        (",,\na,b,c\n", "table.csv:1: empty: the first line must name the columns"),
        ("\nMy export,,\n,,\na,b,c\n1,2,3\n", "table.csv:2: names one of 3 columns, as a title above a table does"),
    ])
    func aHeaderWithoutColumnsIsToldAtItsLine(text: String, words: String) {
        #expect { try rows(text) } throws: { "\($0)".contains(words) && !"\($0)".contains("\n") }
    }

    /// As old spreadsheets and some exports write it; within quotes the ends are the text's.
    @Test(arguments: [1, 2, 3, 1024])
    func aLoneCarriageReturnEndsALine(blockSize: Int) throws {
        let read = try rows("a,b\r1,\"x\ry\r\nz\"\r\r\"q\"w,2\r3,4\r\n5,6\n7,8\r", blockSize: blockSize)
        #expect(read.rows == ["2:1|x\ry\r\nz", "7:3|4", "8:5|6", "9:7|8"])
        #expect(read.mistakes.map(\.line) == [6])
    }

    @Test(arguments: [1, 2, 3, 1024])
    func aCellOfAMarkdownTableIsWhatItSays(blockSize: Int) throws {
        let text = """
            \u{FEFF}| who \\| what | b |
            |:--|--:|
            | "x" said y | 1 \\| 2 \\\\ |
            | &lt;b&gt; &amp;lt; [a]&#40;b) | C:\\d | \t

            |--|--|
            | x | y | z |
            """
        let read = try rows(text, blockSize: blockSize)
        #expect(read.rows == ["3:\"x\" said y|1 | 2 \\", "4:<b> &lt; [a](b)|C:\\d", "6:--|--"])
        #expect(read.mistakes.map(\.line) == [7] && read.mistakes.allSatisfy { $0.message.contains("as \\|") })
        let path = try folder.write("head.md", text)
        #expect(try CSV(ByteSource(path: path, blockSize: blockSize)).header == ["who | what", "b"])
    }

    @Test func barsWithoutARuleSeparateAsCommasDo() throws {
        #expect(try rows("a | b\n\"x|y\"| 2\nz\\|3\n").rows == ["2:x|y|2", "3:z\\|3"])
    }

    @Test func aLongFieldIsReadInLinearTime() throws {
        let field = String(repeating: "x\"\"", count: 200_000)
        let text = "a,b\n\"\(field)\",1\n2,3\n"
        var read: (rows: [String], mistakes: [Mistake]) = ([], [])
        let spent = try ProcessorTime.seconds { read = try rows(text, blockSize: 16) }
        #expect(spent < 60)
        #expect(read.rows.map(\.utf8.count) == [2 + 400_000 + 2, 5])
        #expect(read.mistakes.isEmpty)
    }

    @Test func everyBadRowIsToldWithItsLine() throws {
        let read = try rows("a,b\n1\n1,2\n1,2,3\n\"x\"y,2\n3,4\n\"open,5\n")
        #expect(read.mistakes.map(\.line) == [2, 4, 5, 7])
        #expect(read.rows == ["3:1|2", "6:3|4"])
    }

    @Test(arguments: ["", "a,b,a\n1,2,3\n"])
    func aHeaderThatNamesNothingOrAColumnTwiceIsRefused(text: String) throws {
        let path = try folder.write("bad.csv", text)
        #expect(throws: Mistakes.self) { try CSV(ByteSource(path: path)) }
    }

    @Test func aMissingFileIsToldInWords() {
        #expect { try ByteSource(path: folder.path + "/none.csv") } throws: {
            "\($0)".contains("none.csv") && "\($0)".contains("check the name")
        }
    }
}
