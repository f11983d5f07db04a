using System.Collections.Generic;
using Sabos.SelfTest.Tests;

namespace Sabos.SelfTest;

/// <summary>The self-tests that need nothing but the base class library, in the order in which they build on each other.</summary>
public static class StandardSelfTests
{
    public static IReadOnlyList<ISelfTest> Create(SelfTestSettings settings) =>
    [
        .. MemoryTests.All,
        .. ThreadTests.All,
        .. FutexTests.All,
        .. TimerTests.All,
        .. ExceptionTests.All,
        .. CollectorTests.All,
        .. ClockTests.All,
        .. RandomTests.All,
        .. FileTests.All,
        .. UdpTests.Create(settings),
        .. TcpTests.Create(settings),
        .. DnsTests.Create(settings),
        .. HelloStdTests.Create(settings),
        .. HttpdTests.Create(settings),
        .. TelnetdTests.Create(settings),
        .. ServicesTests.All,
    ];
}
