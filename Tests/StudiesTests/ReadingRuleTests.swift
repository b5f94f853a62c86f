import Fixtures
import Foundation
import Testing

@testable import Studies

/// How files are known, and what is said of those that are not read.
struct ReadingRuleTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(
        arguments: [
            ([0xD0, 0xCF, 0x11, 0xE0], "old spreadsheet"), ([0x28, 0xB5, 0x2F, 0xFD], "zstd"),
            (Array("ARROW1".utf8), "Arrow"), (Array("%PDF-1".utf8), "a PDF"), ([0xFF, 0xD8, 0xFF], "JPEG"),
            (Array("BZh9".utf8), "bzip2"), ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "xz"), ([0xFE, 0xFF, 0, 0x61], "UTF-16"),
            ([0x61, 0, 0x62, 0], "zero bytes"),
        ] as [([UInt8], String)]
    )
    func whatIsNoTableIsKnown(bytes: [UInt8], word: String) throws {
        guard case .foreign(let words) = try FileKind(of: ByteSource(name: "f", bytes: bytes)) else {
            Issue.record("taken for a table")
            return
        }
        #expect(words.contains(word), "\(words)")
    }

    @Test(arguments: [
        ("a,b\n", FileKind.separated), ("{\"a\":1}", .json), (" \n\t[1]", .json), ("\u{FEFF}{}", .json),
        ("", .separated),
        ("a{", .separated), ("abc\u{0}", .separated),
    ])
    func aTableIsKnownByItsFirstSign(text: String, kind: FileKind) throws {
        #expect(try FileKind(of: ByteSource(name: "f", bytes: Array(text.utf8))) == kind)
    }

    @Test func aFolderIsNoFile() {
        #expect { try ByteSource(path: folder.path) } throws: { "\($0)".hasSuffix("' is a folder: name a file") }
    }

    @Test(
        arguments: [
            ("[1,]", "no JSON value starts so at byte 4", nil),
            ("[1", "a comma or a closing bracket is missing at byte 3", nil),
            ("{\"a\": NaN}", "'NaN' is no JSON value at byte 7", "write null where a value is missing"),
            ("[True]", "'True' is no JSON value at byte 2", "write true"),
            ("[-Infinity]", "'-Infinity' is no JSON value at byte 2", "write null where a value is missing"),
            ("{'a': 1}", "a member's name in quotes is missing at byte 2", "quotes are \""),
            ("{\"a\" 1}", "a colon is missing at byte 6", nil), ("[1] 2", "something follows the value at byte 5", nil),
            ("{\"a\":1,\"a\":2}", "the name \"a\" stands twice at byte 8", nil),
            ("\"\\ud800\"", "half a surrogate pair at byte 8", nil),
            ("[1.]", "a digit is missing behind the point at byte 4", nil),
            ("[1e]", "a digit is missing in the exponent at byte 4", nil),
            ("[1e999]", "the number is too large at byte 7", nil),
            ("\"a\nb\"", "a control character stands in a text at byte 3", nil),
            ("\"a", "the text ends inside quotes at byte 3", nil),
        ] as [(String, String, String?)]
    )
    func aMistakeInJSONIsToldWithItsByte(text: String, words: String, remedy: String?) {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
        #expect(error?.description == words)
        #expect(error?.remedy == nil && remedy == nil || error?.remedy?.hasPrefix(remedy ?? "-") == true)
    }

    @Test func everyEscapeAndFormOfANumberIsRead() throws {
        let text = #""\"\\\/\b\f\n\r\t\u00e9\u00C9\uD83D\uDE00""#
        #expect(try JSONValue(parsing: text) == .string("\"\\/\u{8}\u{C}\n\r\té\u{C9}😀"))
        let numbers = try JSONValue(parsing: " [ 0 , -0.5,1E+2,1e-2,12345678901 ] ").array
        #expect(numbers?.compactMap(\.number) == [0, -0.5, 100, 0.01, 12_345_678_901])
        let deep = { (count: Int) in String(repeating: "[", count: count) + String(repeating: "]", count: count) }
        #expect(throws: Never.self) { try JSONValue(parsing: deep(128)) }
        #expect(throws: JSONError.self) { try JSONValue(parsing: deep(129)) }
    }

    @Test func manyOrLongNamesAreShownInPart() {
        let names = (1...31).map { "c\($0)" }
        #expect(LongWord.list(Array(names.prefix(30))).hasSuffix("c29, c30"))
        #expect(LongWord.list(names).hasSuffix("c29, c30, … and 1 more"))
        let word = String(repeating: "x", count: 200)
        #expect(LongWord.cut(in: word) == word)
        #expect(
            LongWord.cut(in: "no '\(word)x': so") == "no '\(String(repeating: "x", count: 60))…' (201 characters): so"
        )
        let sentence = Array(repeating: "word", count: 60).joined(separator: " ")
        #expect(LongWord.cut(in: sentence) == sentence)
    }

    @Test func aRowOfJSONHasEveryMemberThatIsNeeded() throws {
        let path = try folder.write("r.jsonl", "{\"item\":\"a\",\"rater\":\"x\",\"scor\":1}\n")
        #expect { try BareTable.read(path: path) } throws: {
            "\($0)".hasSuffix("r.jsonl:1: lacks 'score' (is it 'scor'?): write it, or null")
        }
    }

    @Test(arguments: [
        ("a", true), ("A-b_c.9", true), ("", false), (".a", false), ("-a", false), ("a b", false), ("a/b", false),
        ("é", false), (String(repeating: "a", count: 100), true), (String(repeating: "a", count: 101), false),
        ("_a", true), ("9", true),
    ])
    func aNameIsOfPlainLetters(name: String, isName: Bool) { #expect(Workspace.isName(name) == isName) }

    @Test func aStudyIsFoundFromWithinItsWorkspace() throws {
        for name in ["b", "a"] { try folder.write("Prompts/\(name)/study.yaml", "version: 1\n") }
        try folder.write("Prompts/empty/notes.txt", "")
        let found = try Workspace.containing(folder.path + "/Prompts/a")
        #expect(
            try found.studies() == ["a", "b"] && found.path.hasSuffix(folder.path.split(separator: "/").last ?? "-")
        )
        #expect(try found.study(named: "b") == "b")
        #expect { try found.study(named: nil) } throws: { "\($0)".contains("choose one with --study (a, b)") }
        #expect { try found.study(named: "c") } throws: { "\($0)".contains("there is: a, b") }
        try folder.write("Prompts/answers/study.yaml", "version: 1\n")
        #expect { try found.study(named: "anwsers") } throws: { "\($0)".contains("did you mean 'answers'?") }
    }

    @Test func aFileStaysWhatItWasUntilItsNewOneIsWhole() throws {
        let path = try folder.write("f.txt", "old")
        func text() throws -> String { try String(contentsOfFile: path, encoding: .utf8) }
        do {
            let draft = try WholeFile.Draft(of: path)
            try draft.write("half".utf8)
            #expect(try text() == "old")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["f.txt"])
        let draft = try WholeFile.Draft(of: path)
        for _ in 0..<70_000 { try draft.write([0x61]) }
        try draft.finish()
        #expect(try text() == String(repeating: "a", count: 70_000))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["f.txt"])
    }

    @Test func everyWayToSitComesBackFromJSON() throws {
        var sitting = Sitting(
            idleAfter: .milliseconds(1500),
            tooFast: TooFast(atLeast: .seconds(3), perByte: .milliseconds(2)),
            breakAfter: .seconds(60),
            warmsUp: false,
            keys: ["skip": "x"],
            guess: GuessQuestion(every: 3, labels: ["u", "v"])
        )
        (sitting.unread, sitting.advance, sitting.view) = (.refuse, .enter, .raw)
        #expect(try Sitting(json: JSONValue(parsing: sitting.json.canonicalText)) == sitting)
        #expect(sitting.json["idle_after_ms"]?.number == 1500 && sitting.json["break_after_ms"]?.number == 60_000)
        #expect(Sitting(json: .object([("break_after_ms", .number(2_700_000))])) == Sitting())
        #expect(Sitting().json["break_after_ms"]?.number == 2_700_000)
    }
}

/// What the cells of a column say of it.
extension ReadingRuleTests {
    private func rows(_ header: String, _ count: Int, _ row: (Int) -> String) throws -> WholeRows {
        let text = header + "\n" + (0..<count).map { row($0) + "\n" }.joined()
        return try WholeRows(ByteSource(name: "t.csv", bytes: Array(text.utf8)))
    }

    @Test func figuresAreNumbersInMoreThanOneRow() throws {
        let two = try rows("a,b,c", 2) { "\($0),\($0 == 0 ? "1.5" : "x"),\($0 == 0 ? "" : "7")" }
        #expect(two.numericColumns == ["a"])
        #expect(try rows("a,b", 1) { "\($0),x" }.numericColumns.isEmpty)
    }

    @Test func labelsAreFewAmongMany() throws {
        let row = { (place: Int) in "\(place % 2 == 0 ? "yes" : "no"),v\(place % 3),an answer \(place)" }
        #expect(try rows("few,three,text", 8, row).labelColumns == ["few"])
        #expect(try rows("few,three,text", 7, row).labelColumns.isEmpty)
        #expect(try rows("few,three,text", 12, row).labelColumns == ["few", "three"])
        // Of two rows those that name other columns are.
        #expect(
            try rows("GPT-4 response,Llama,best", 2) { "x \($0),y \($0),\($0 == 0 ? "gpt-4" : "llama")" }.labelColumns
                == ["best"]
        )
    }

    @Test func whatEveryRowHasIsSeenFromThreeRowsOn() throws {
        let row = { (place: Int) in "same,\(place)" }
        #expect(try rows("a,b", 3, row).constantColumns == ["a"] && rows("a,b", 2, row).constantColumns.isEmpty)
    }

    @Test func codesAreWordsThatNeverComeAgain() throws {
        let found = try rows("code,short,spaced,again", 2) { "abc\($0),ab\($0),ab \($0) c,same" }
        #expect(found.codeColumns == ["code"])
        #expect(try rows("code,b", 1) { "abc\($0),x y" }.codeColumns.isEmpty)
    }

    @Test func namesComeAgainTwiceEachOnAverage() throws {
        let row = { (place: Int) in "m\(place % 2),t\(place)" }
        #expect(try rows("who,text", 4, row).nameColumns == ["who": 2] && rows("who,text", 3, row).nameColumns.isEmpty)
    }

    @Test func verdictsNameOtherColumns() throws {
        let words = ["gpt", "TIE", "Llama"]
        let row = { (place: Int) in "q,x,y,\(words[place])" }
        #expect(try rows("prompt,GPT,llama,best", 3, row).verdictColumns == ["best"])
        #expect(try rows("prompt,GPT,llama,best", 3) { "q,x,y,\($0 == 2 ? "mistral" : "gpt")" }.verdictColumns.isEmpty)
        #expect(try rows("prompt,GPT,llama,best", 2) { _ in "q,x,y,tie" }.verdictColumns.isEmpty)
    }

    @Test func aCommentSpeaksOfOthersInMostOfItsRows() throws {
        func comments(_ count: Int, _ said: Int) throws -> Set<String> {
            try rows("prompt,gpt,llama,thoughts", count) { "q,x,y,\($0 < said ? "gpt is better" : "gpts abound")" }
                .commentColumns
        }
        #expect(try comments(3, 2) == ["thoughts"] && comments(2, 1).isEmpty && comments(4, 2).isEmpty)
        #expect(try comments(1, 1).isEmpty)
    }
}
