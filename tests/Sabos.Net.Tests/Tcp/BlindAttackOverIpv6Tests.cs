namespace Sabos.Net.Tests;

/// <summary>The same over IPv6.</summary>
public sealed class BlindAttackOverIpv6Tests() : BlindAttackTests(ipv6: true);
