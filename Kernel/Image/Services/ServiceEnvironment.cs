using Sabos.Shell;

namespace Sabos.Image;

/// <summary>What services may need.</summary>
/// <param name="Parameters">What the command line says.</param>
/// <param name="Commands">What the shell can do.</param>
internal sealed record ServiceEnvironment(BootParameters Parameters, CommandTable Commands);
