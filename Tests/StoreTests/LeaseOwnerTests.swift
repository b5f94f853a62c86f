import Foundation
import Store
import Testing

struct LeaseOwnerTests {
    @Test func aRunningProcessIsAliveAndAZombieIsNot() throws {
        var child: pid_t = 0
        let arguments: [UnsafeMutablePointer<CChar>?] = [strdup("sleep"), strdup("3600"), nil]
        defer { arguments.forEach { free($0) } }
        #expect(posix_spawn(&child, "/bin/sleep", nil, nil, arguments, environ) == 0)
        let stat = try String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8)
        let start = try #require(stat.split(separator: ")").last?.split(separator: " ")[19])
        let boot = LeaseOwner.current.rawValue.split(separator: ":")[0]
        let owner = LeaseOwner(rawValue: "\(boot):\(child):\(start)")
        #expect(owner.isAlive && owner.mayBeAlive)
        // The same number belonged to another process before.
        #expect(!LeaseOwner(rawValue: "\(boot):\(child):\(start)0").mayBeAlive)
        kill(child, SIGKILL)
        // It has ended, and its parent has not taken note of that.
        var end = siginfo_t()
        #expect(waitid(P_PID, id_t(child), &end, WEXITED | WNOWAIT) == 0)
        #expect(!owner.isAlive && !owner.mayBeAlive)
        waitpid(child, nil, 0)
        #expect(!owner.mayBeAlive)
        let elsewhere = LeaseOwner(rawValue: "other:1:1")
        #expect(elsewhere.mayBeAlive && !elsewhere.isAlive)
    }
}
