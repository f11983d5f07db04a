using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Testbed;

namespace Sabos.Qemu.Tests.Clients;

/// <summary>The cases of thc-ipv6's implementation6, a question each, and what the standards have for an answer.</summary>
internal static class ImplementationCases
{
    private const string Reply = "reply";
    private const string Nothing = "no reply";

    // ICMPv6 type and code of parameter problems: erroneous field, unknown next header, unknown option.
    private const string ErroneousField = "4:0";
    private const string UnknownNextHeader = "4:1";
    private const string UnknownOption = "4:2";

    private const int First = 1;
    private const int Last = 57;

    // At a time: each waits for seconds for what does not come.
    private const int Askers = 12;

    private static readonly (string Outcome, int[] Cases)[] s_outcomes =
    [
        // Pings behind options and headers that are to be skipped, in fragments that are whole, behind routes that have been gone (RFC 5095 3), from far
        // away by their hop limit (RFC 8200 3); a neighbour solicitation.
        (Reply, [1, 5, 7, 11, 12, 18, 22, 24, 25, 27, 39, 41, 56]),

        // Hop-by-hop options elsewhere than behind the IPv6 header (RFC 8200 4.1), authentication and encryption, which nobody has set up.
        (UnknownNextHeader, [3, 4, 14, 15, 26, 32, 35]),

        // Routes that have not been gone yet, of whatever type (RFC 8200 4.4).
        (ErroneousField, [19, 20, 21, 23, 37, 38]),

        // Options that say that they want to be known, a jumbo payload's and a home address's among them (RFC 8200 4.2).
        (UnknownOption, [30, 47, 49, 50]),

        // In silence: too many headers (8 to 10, RFC 8504 5.3); fragments that cannot be, overlap (RFC 5722) or are not all there (13, 16, 17, 57); questions
        // that no host need answer: node information, inverse discovery, certificates (28, 29, 31); half a ping (34); from groups (36, 40); neighbour
        // discovery that went through routers (42); options by the hundred and long padding (43 to 46); wrong lengths and checksums (48, 51 to 55). The tool
        // does not hear the errors that it is sent about fragments of headers (2, 6) and about a SYN (33).
        (Nothing, [2, 6, 8, 9, 10, 13, 16, 17, 28, 29, 31, 33, 34, 36, 40, 42, 43, 44, 45, 46, 48, 51, 52, 53, 54, 55, 57]),
    ];

    /// <summary>A line for each case.</summary>
    public static IEnumerable<string> Expected =>
        s_outcomes.SelectMany(each => each.Cases.Select(number => (Number: number, each.Outcome))).OrderBy(each => each.Number).Select(each => $"{each.Number}: {each.Outcome}");

    /// <summary>Asks all of them: a line for each, too.</summary>
    /// <param name="network">Where Linux's prefix is fd88::/64.</param>
    /// <param name="address">The image's.</param>
    public static async Task<IEnumerable<string>> RunAsync(TapNetwork network, string address)
    {
        ConcurrentQueue<int> cases = new(Enumerable.Range(First, Last));
        ConcurrentDictionary<int, string> outcomes = [];
        await Task.WhenAll(Enumerable.Range(1, Askers).Select(
            asker => Task.Factory.StartNew(() => Ask($"fd88::a:{asker}"), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        return outcomes.OrderBy(each => each.Key).Select(each => $"{each.Key}: {each.Value}");

        // It calls a failure what is not replied to. Each from an address of its own, so that answers are told apart, and known as a neighbour before.
        void Ask(string source)
        {
            network.Execute("ip", "address", "add", $"{source}/64", "dev", TapNetwork.Device, "nodad");
            network.Execute("ping", "-6", "-c", "1", "-W", "5", "-I", source, address);
            while (cases.TryDequeue(out int number))
                outcomes[number] = Outcome(network.Execute("sh", "-c", $"atk6-implementation6 -p -s {source} {TapNetwork.Device} {address} {number} || true"));
        }
    }

    // Test  3: 2 hop-by-hop headers    FAILED - error reply [4:1]
    private static string Outcome(string report)
    {
        Match result = Regex.Match(
            report, @"(PASSED - we got a (?<outcome>reply)|FAILED - (error reply \[(?<outcome>[0-9:]+)\]|(?<outcome>no reply)))", RegexOptions.CultureInvariant);
        return result.Success ? result.Groups["outcome"].Value : report;
    }
}
