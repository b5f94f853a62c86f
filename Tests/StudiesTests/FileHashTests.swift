import Fixtures
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

    @Test func whatIsNoFileHasNone() throws {
        let folder = try TemporaryFolder()
        #expect(SHA256.hex(ofFileAt: "\(folder.path)/missing") == nil)
        #expect(SHA256.hex(ofFileAt: folder.path) == nil)
    }
}
