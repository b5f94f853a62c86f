import Fixtures
import Foundation
import Studies
import Testing

/// A file's hash is that of its bytes, however many pieces it is read in.
struct FileHashTests {
    @Test(arguments: [0, 1, 262_143, 262_144, 262_145, 700_001]) func itIsThatOfItsBytes(size: Int) throws {
        let folder = try TemporaryFolder()
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 9) }
        let path = try folder.write("file", bytes)
        #expect(SHA256.hex(ofFileAt: path) == SHA256.hex(of: bytes))
    }

    /// A workspace that is named in another way has the same files: a review does not plan anew for that.
    @Test func theFilesOfAStudyAreTheSameHoweverTheirFolderIsNamed() throws {
        let folder = try TemporaryFolder()
        func print(_ path: String) -> String? { Workspace(path: path).fingerprint(of: "s") }
        #expect(print(folder.path) == nil)
        try folder.write("Prompts/s/study.yaml", "version: 1\n")
        let first = try #require(print(folder.path))
        #expect(print("\(folder.path)/Prompts/..") == first)
        try folder.write("Prompts/s/gold.jsonl", "version: 1\n")
        let second = try #require(print(folder.path))
        try folder.write("Annotations/s/guidelines.md", "Read.\n")
        let third = try #require(print(folder.path))
        #expect(Set([first, second, third]).count == 3)
    }

    /// A study's folder may be a link, or hold one, without end too: what is edited behind it is another study.
    @Test func filesBehindALinkAreFilesOfTheStudy() throws {
        let folder = try TemporaryFolder()
        func link(_ name: String, to target: String) throws {
            try FileManager.default.createSymbolicLink(atPath: "\(folder.path)/\(name)", withDestinationPath: target)
        }
        func print() -> String? { Workspace(path: folder.path).fingerprint(of: "s") }
        try folder.write("real/study.yaml", "version: 1\n")
        try folder.write("shared/gold.jsonl", "1\n")
        try folder.write("Prompts/other/study.yaml", "version: 1\n")
        try link("Prompts/s", to: "../real")
        let first = try #require(print())
        try folder.write("real/study.yaml", "version: 2\n")
        let second = try #require(print())
        try link("real/more", to: "../shared")
        try link("real/again", to: "../real")
        let third = try #require(print())
        try folder.write("shared/gold.jsonl", "2\n")
        let fourth = try #require(print())
        #expect(Set([first, second, third, fourth]).count == 4)
    }

    @Test func whatIsNoFileHasNone() throws {
        let folder = try TemporaryFolder()
        #expect(SHA256.hex(ofFileAt: "\(folder.path)/missing") == nil)
        #expect(SHA256.hex(ofFileAt: folder.path) == nil)
    }
}
