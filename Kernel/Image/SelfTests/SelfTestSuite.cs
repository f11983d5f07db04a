using System;
using System.Collections.Generic;
using Sabos.SelfTest;

namespace Sabos.Image.SelfTests;

/// <summary>All self-tests of the image: those of the kernel's own parts, then those that any .NET program could run.</summary>
internal static class SelfTestSuite
{
    public static SelfTestRunner Create(BootParameters parameters, Machine? machine, Network network)
    {
        List<ISelfTest> tests = [.. PagingTests.All];
        if (machine is not null)
        {
            tests.AddRange(new HardwareTests(machine).All);
            if (parameters.UsesIpv4)
                tests.AddRange(new NetworkTests(network, machine, parameters.Address is null).All);
            if (parameters.Ipv6.IsEnabled)
                tests.AddRange(new Ipv6Tests(network, parameters.Ipv6.ExpectsRouter).All);
        }

        tests.AddRange(new UnpredictabilityTests(network.Loop).All);
        tests.AddRange(StandardSelfTests.Create(new SelfTestSettings
        {
            ResolveWith = (server, name, cancellation) => ResolverRedirection.ResolveAsync(network.Loop, server, name, cancellation),
            EchoPeer = parameters.SelfTestPeer,
            RequiresIpv6 = true,
        }));
        return new SelfTestRunner(tests, TimeProvider.System);
    }
}
