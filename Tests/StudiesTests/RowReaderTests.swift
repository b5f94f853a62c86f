import Fixtures
import Foundation
import Studies
import Testing

/// What the one reader makes of the tables that people have.
struct RowReaderTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Each row as `line:item|rater|score`, a missing cell as ∅; and the lines of the mistakes.
    private func read(_ bytes: [UInt8], name: String = "t.txt") throws -> (rows: [String], mistakes: [Mistake]) {
        let path = "\(folder.path)/\(name)"
        try Data(bytes).write(to: URL(filePath: path))
        var (rows, mistakes) = ([String](), [Mistake]())
        do {
            var reader = try RowReader(ByteSource(path: path, blockSize: 7), columns: ["item", "rater", "score"])
            if let mistake = reader.mistake(lacking: ["item", "rater", "score"]) { throw Mistakes([mistake]) }
            while let next = try reader.next() {
                switch next {
                case .success(let row):
                    rows.append(try "\(row.line):" + (0..<3).map { try row.text($0) ?? "∅" }.joined(separator: "|"))
                case .failure(let mistake): mistakes.append(mistake)
                }
            }
        } catch let error as Mistakes { mistakes += error.all }
        return (rows, mistakes)
    }

    private func read(_ text: String, name: String = "t.txt") throws -> (rows: [String], mistakes: [Mistake]) {
        try read(Array(text.utf8), name: name)
    }

    @Test(arguments: [
        "item,rater,score\na,x,1\nb,,2\n", "item;rater;score\na;x;1\nb;;2\n",
        "item\trater\tscore\r\na\tx\t1\r\nb\t\t2\r\n",
        "\u{FEFF}sep=;\nitem;rater;score\na;x;1\nb;;2\n", "\"SEP=|\"\r\nitem|rater|score\r\na|x|1\r\nb||2",
        "Item,RATER, Score \na,x,1\nb,,2",
        "item,rater,score,,\na,x,1,,\nb,,2,,\n,,,,\n", ",item,rater,score\n0,a,x,1\n1,b,,2\n",
        "item,rater,score\na,x,1,,\nb,,2\n", "score;note;item;rater\n1;\"a;b,c\";a;x\n2;;b;\n",
        "{\"item\":\"a\",\"rater\":\"x\",\"score\":1}\n{\"item\":\"b\",\"rater\":null,\"score\":2}\n",
        "[{\"item\":\"a\",\"rater\":\"x\",\"score\":1},\n {\"rater\":\"\",\"item\":\"b\",\"score\":2}]\n",
        "\u{FEFF}  [\n  {\n \"item\": \"a\", \"rater\": \"x\",\n \"score\": 1},\n{\"item\":\"b\",\"score\":2}\n]",
        "{\n \"item\": \"a\",\n \"rater\": \"x\",\n \"score\": 1\n}\n{\n \"item\": \"b\",\n \"score\": 2\n}\n",
        "{\"item\":\"a\",\"note\":\"]}{\\\"\",\"rater\":\"x\",\"score\":1}\n\n{\"item\":\"b\",\"score\":2}",
    ])
    func everySpellingOfATableIsTheSameTable(text: String) throws {
        let lines = text.replacing("\r\n", with: "\n")
        let plain = try read(lines)
        for (name, end) in [("t.csv", "\n"), ("T.JSON", "\r\n"), ("t", "\r")] {
            let read = try read(lines.replacing("\n", with: end), name: name)
            #expect(read.mistakes.isEmpty, "\(read.mistakes)")
            #expect(read.rows.map { $0.drop { $0 != ":" } } == [":a|x|1", ":b|∅|2"])
            #expect(read.rows == plain.rows, "the lines' numbers")
        }
    }

    /// Whatever it begins with, and wherever the row stands.
    @Test(arguments: [
        "", "{\"a\": \"", "[{\"a\": \"", "item,rater,score\na,x,1\n", "item,rater,score\n\"", "{\"item\":1}\n{\"a\":\"",
    ])
    func aRowWithoutEndIsRefusedBeforeItFillsTheMemory(start: String) throws {
        let path = "\(folder.path)/endless"
        try Data(start.utf8).write(to: URL(filePath: path))
        // Sparse: zeros that take no room on the disk.
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        try file.truncate(atOffset: 4 << 20)
        try file.close()
        #expect {
            var reader = try RowReader(
                ByteSource(path: path, longestRow: 1 << 20),
                columns: ["item", "rater", "score"]
            )
            while try reader.next() != nil {}
        } throws: {
            "\($0)".contains("longer than 1 MB") || "\($0)".contains("zero bytes")
        }
        #expect {
            try JSONLines.read(ByteSource(path: path, longestRow: 1 << 20)) { _, _ in }
        } throws: {
            "\($0)".contains("longer than 1 MB")
        }
    }

    /// What is not read is told by name, once, in the order in which it came, however many rows have it.
    @Test func aColumnThatIsNotReadIsToldOnce() throws {
        func others(_ text: String) throws -> [String] {
            let path = "\(folder.path)/o.txt"
            try Data(text.utf8).write(to: URL(filePath: path))
            var reader = try RowReader(ByteSource(path: path, blockSize: 7), columns: ["item", "rater", "score"])
            while try reader.next() != nil {}
            return reader.others
        }
        let row = #"{"item":"a","rater":"x","score":1,"mood":2,"note":"n"}"#
        let later = #"{"item":"b","rater":"x","score":1,"weight":2,"mood":3}"#
        #expect(try others("\(row)\n\(row)\n\(later)\n") == ["mood", "note", "weight"])
        #expect(try others("[\(later), \(row)]") == ["weight", "mood", "note"])
        #expect(try others("item,mood,rater,score,note\na,1,x,1,n\nb,1,x,2,n\n") == ["mood", "note"])
    }

    @Test func numbersStandAsTheyAreSpelt() throws {
        let read = try read(
            "{\"item\":9007199254740993,\"rater\":1.0,\"score\":1e2}\n[]\n{\"item\":12345678901234567890,\"score\":-0}\n"
        )
        #expect(read.rows == ["1:9007199254740993|1.0|1e2", "3:12345678901234567890|∅|-0"])
        #expect(read.mistakes.map(\.line) == [2])
    }

    @Test func everyMistakeIsToldWithItsLine() throws {
        let lines = try read(
            "{\"item\":1,\"score\":NaN}\n{\"item\":[1]}\nx\n{\"item\":\"a\"\n{\"item\":{},\"score\":None}\n{\"item\":\"a\"}\n"
        )
        #expect(lines.mistakes.map(\.line) == [1, 2, 3, 4, 5] && lines.rows.count == 1)
        let array = try read("[{\"item\":1},\n{\"item\":Infinity},\n{\"item\":[2]}\n,{\"item\":3}")
        #expect(array.mistakes.map(\.line) == [2, 3, 4] && array.rows.count == 2)
        #expect(try read("[{\"item\":1}\n{\"item\":2}]").mistakes.map(\.line) == [2])
        #expect(try read("[[\"item\",\"rater\"],[1,2]]").mistakes.count == 1)
        #expect(try read("[1,\n2]").mistakes.map(\.line) == [1, 2])
        #expect(try read("item,rater,score,\na,x,1,\nb,x,2,7\n").mistakes.map(\.line) == [3])
        #expect(try read("item,rater,score\n\"a\"b,x,1\nb,x\nc,x,1\n").mistakes.map(\.line) == [2, 3])
    }

    @Test func aHeaderIsShownWithWhatIsNeeded() throws {
        let message = try read("Item;Rater;Wert;Scor\n1;2;3;4\n").mistakes.first?.description ?? ""
        #expect(
            message.hasSuffix(
                "t.txt:1: no column 'score' (is it 'Scor'?): name it in the header, which reads "
                    + "Item, Rater, Wert, Scor; needed are item, rater, score"
            )
        )
    }

    @Test(
        arguments: [
            ([0xFF, 0xFE, 0x69, 0x00], "UTF-16"), ([0x69, 0x00, 0x74, 0x00], "UTF-16"),
            ([0xFF, 0xFE, 0, 0, 0x69, 0, 0, 0], "UTF-32"), ([0, 0, 0xFE, 0xFF, 0, 0, 0, 0x69], "UTF-32"),
            ([0x50, 0x4B, 3, 4, 20], "xlsx"),
            ([0x1F, 0x8B, 8], "gzip"), (Array("PAR1".utf8), "Parquet"), (Array("SQLite format 3\0".utf8), "database"),
            (Array("<!doctype html>".utf8), "HTML"), ([], "empty"), ([0x89, 0x50, 0x4E, 0x47, 0x0D], "picture"),
            (Array("{\\rtf1".utf8), "RTF"), (Array("# Results\n\n|a|b|\n".utf8), "above the table"),
            (Array("{'item': 1}\n".utf8), "json.dumps"),
            (Array("item,r\u{0}".utf8) + [0xE9, 0x0A], "UTF-8"),
        ] as [([UInt8], String)]
    )
    func whatIsNoTableIsToldByItsFirstBytes(bytes: [UInt8], word: String) throws {
        let read = try read(bytes)
        #expect(read.rows.isEmpty && read.mistakes.count == 1)
        #expect(read.mistakes.first?.message.contains(word) == true, "\(read.mistakes)")
    }

    /// An export that was cut anywhere is told, also in the middle of a row of a list.
    @Test(arguments: [
        "[{\"item\":\"a\",\"rater\":\"r\"},\n{\"item\":\"b\",\"x\":[1,{\"y\":\"]\\\"\"}]}]",
        "\u{FEFF}{\n\"item\": \"a\"\n}\n{\n\"item\": \"b\", \"x\": {\"y\": [1]}\n}",
    ])
    func whatIsCutIsToldWherever(text: String) throws {
        let bytes = Array(text.utf8)
        let isList = text.hasPrefix("[")
        for count in 1..<bytes.count {
            let read = try read(Array(bytes[..<count]))
            // Between two objects nothing shows that more was to come.
            #expect(!read.mistakes.isEmpty || !isList && !read.rows.isEmpty, "\(text.utf8.prefix(count))")
            #expect(read.mistakes.allSatisfy { !$0.message.contains("t.txt") }, "its place is said once")
        }
        #expect(try read(bytes).mistakes.isEmpty)
    }

    /// Once, and by the row that was read last or is not whole.
    @Test(arguments: [
        ("[{\"item\":1},{\"item\":2}", 2, "not closed"), ("[{\"item\":1},{\"item\":2},", 2, "not closed"),
        ("[{\"item\":1},{\"item\":2},{\"it", 3, "ends within"), ("[\n{\"item\":1},\n{\"item\":[2,\n", 3, "ends within"),
        ("[{\"item\":1},{\"item\":\"a\"b\"},{\"item\":3}]", 2, "at byte 12"), ("[", 1, "not closed"),
    ])
    func aCutListIsToldByItsLastRow(text: String, line: Int, word: String) throws {
        let mistakes = try read(text).mistakes
        #expect(mistakes.map(\.line) == [line] && mistakes[0].message.contains(word), "\(mistakes)")
    }

    /// Of a name without an end the beginning is shown, of very many names the first.
    @Test func aHeaderIsShownInPart() throws {
        let long = try read(String(repeating: "x", count: 100_000) + ",b\n1,2\n").mistakes.first?.description ?? ""
        #expect(long.count < 600 && long.contains("(100000 characters)") && long.contains("x…"), "\(long.count)")
        let many = try read((0..<5000).map { "c\($0)" }.joined(separator: ",") + "\n").mistakes.first?.description ?? ""
        #expect(many.count < 600 && many.contains("c0, c1") && many.contains("4970 more"), "\(many)")
    }

    /// Nothing begins with a closing brace, and the reading ends there.
    @Test(arguments: [
        "[}]", "[{\"item\":\"a\"},}]", "{\n\"item\": \"a\"\n}\n}\n", "{\n\"item\": \"a\"\n}\n \"rater\": \"r\"\n}\n",
    ])
    func aStrayBraceIsTold(text: String) throws {
        let read = try read(text)
        #expect(read.mistakes.last?.message.contains("a closing brace without an object") == true, "\(read.mistakes)")
    }

    @Test func aByteOrderMarkIsNoPartOfTheFirstName() throws {
        #expect(try read("\u{FEFF}item,rater,score\n1,2,3\n").rows == ["2:1|2|3"])
        #expect(try read("\u{FEFF}\"item\",rater,score\n1,2,3\n").rows == ["2:1|2|3"])
        #expect(try read("\u{FEFF}{\"item\":1}\n").rows == ["1:1|∅|∅"])
    }
}
