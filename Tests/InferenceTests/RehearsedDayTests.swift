import Fixtures
import Rehearsal
import Studies
import Testing

/// The day that a rehearsed server is given, as JSON or as a file.
struct RehearsedDayTests {
    private static let json = #"{"hours": {"14": 2.5}, "outages": [["10:00", "10:30"]], "speed": 60}"#

    @Test func aDayIsReadFromTheTextItselfOrFromAFile() throws {
        let folder = try TemporaryFolder()
        try folder.write("day.json", Self.json)
        let day = try RehearsedDay(reading: Self.json)
        #expect(day.factors[14] == 2.5 && day.outages == [600..<630] && day.speed == 60)
        #expect(try RehearsedDay(reading: "\(folder.path)/day.json") == day)
    }

    @Test(arguments: [
        ("no-such-file.json", "no-such-file.json"), (#"{"hour": {"14": 2}}"#, "the day must be a JSON object of hours"),
        (#"{"speed": "fast"}"#, "speed must be a number above 0"), (#"{"hours""#, "the day is no JSON"),
    ])
    func whatIsNoDayIsToldInWords(_ text: String, _ words: String) {
        let told = #expect(throws: (any Error).self) { try RehearsedDay(reading: text) }
        let message = told.map { "\($0)" } ?? ""
        #expect(message.contains(words) && !message.contains("NSCocoa"), "\(message)")
    }
}
