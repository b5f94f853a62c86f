import SafeText
import Testing

/// What is done to a foreign text besides hiding its controls, and how a style is drawn.
struct NeutralisedTests {
    @Test func aLoneReturnIsShownAndTheOneBeforeALineFeedIsNot() {
        #expect(Neutralised("a\rb").text == "a␍b")
        #expect(Neutralised("a\rb").count(of: .control) == 1)
        #expect(Neutralised("a\r\nb").text == "a\nb")
        #expect(Neutralised("a\r\nb", showsReturns: true).text == "a␍\nb")
    }

    @Test(arguments: ["\u{9B}2J", "\u{90}q", "\u{9D}0;x", "\u{1B}c"])
    func whatBeginsASequenceIsCountedAsOne(text: String) {
        #expect(Neutralised(text).summary == "1 escape sequence neutralised")
    }

    @Test func aMarkWithoutALetterStandsOnACircle() {
        #expect(Neutralised("\u{301}a").text == "◌\u{301}a")
        #expect(Neutralised("a\n\u{301}").text == "a\n◌\u{301}")
        #expect(Neutralised("é\u{301}").text == "é\u{301}")
    }

    @Test func lettersAndEmojiThatJoinWithoutEndAreBounded() {
        let letters = String(repeating: "\u{915}\u{94D}", count: 30)
        #expect(Neutralised(letters).count(of: .markFlood) > 0)
        let emoji = Array(repeating: "👩", count: 30).joined(separator: "\u{200D}")
        #expect(Neutralised(emoji).count(of: .invisible) > 0)
        #expect(Neutralised("👩‍❤️‍💋‍👩").summary == nil)
    }

    @Test(arguments: ["\r=1+1", "\rcmd", "\ncmd"]) func aFieldThatBeginsWithAReturnIsNoFormula(text: String) {
        #expect(CSVText.field(text) == "\"'\(text)\"")
    }

    @Test func colourIsDrawnAsTheTerminalSaysItCan() {
        func palette(_ environment: [String: String]) -> Palette { Palette(environment: environment) }
        #expect(palette(["TERM": "xterm"]) == Palette(depth: .sixteen))
        #expect(palette(["TERM": "xterm-256color"]) == Palette(depth: .many))
        #expect(palette(["TERM": "xterm-256color", "NO_COLOR": "1"]).depth == .none)
        #expect(palette(["TERM": "xterm-256color", "NO_COLOR": ""]).depth == .many)
        #expect(palette(["COLORFGBG": "0;7"]).ground == .light && palette(["COLORFGBG": "0;15"]).ground == .light)
        #expect(palette(["COLORFGBG": "15;0"]).ground == .dark && palette([:]).ground == .dark)
    }

    @Test func withoutColourWhatWasRemovedIsStruckThrough() {
        let line = StyledLine([StyledRun("gone", .removed)])
        #expect(Palette(depth: .none).escaped(line) == "\u{1B}[9mgone\u{1B}[0m")
        #expect(Palette(depth: .sixteen).escaped(line) == "\u{1B}[31mgone\u{1B}[0m")
    }
}
