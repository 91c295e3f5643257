"""torchvision's network as a user of it has it, and what it computes, for the comparison with a backbone of ours.

    backbones.py FOLDER NAME SIZE BATCH

Writes into the folder: NAME.pth, a state dictionary of random weights with its classifier; and as floats of 32 bits, one after the other, images.bin, the images with
values in [0, 1], and rows.bin, the same normalised; form.bin, the factors of the loss; and values.bin, tensors that lines "name count" of values.txt name in order:
    features    in scoring (eval): what goes into the classifier, maps brought to their means
    NAME        of each parameter but the classifier's: the gradient of sum(form * output) in training (train, batch normalisation by the batch), with dropout and
                stochastic depth at 0. The output is what goes into the classifier, maps as maps. Computed with 64 bits: with 32, a ReLU whose input is next to zero opens or
                not as rounding has it, and torchvision's own gradients with and without channels-last memory differ by up to a tenth.
"""
import os
import sys

import torch
import torchvision
from torch import nn

folder, name, size, batch = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
torch.set_num_threads(2)
torch.manual_seed(sum(name.encode()))
MEAN, DEVIATION = torch.tensor([0.485, 0.456, 0.406]).view(3, 1, 1), torch.tensor([0.229, 0.224, 0.225]).view(3, 1, 1)


def network():
    model = torchvision.models.get_model(name, weights=None)
    for module in model.modules():
        if isinstance(module, (nn.Dropout, torchvision.ops.StochasticDepth)):
            module.p = 0.0
    # Nothing of a fresh network is to stay without effect: zeros, ones, and factors near zero.
    with torch.no_grad():
        for key, parameter in model.named_parameters():
            if key.split(".")[-1] in ("layer_scale", "class_token"):
                parameter.uniform_(0.2, 1)
            elif parameter.dim() == 1:
                parameter.add_(torch.empty_like(parameter).uniform_(-0.1, 0.1))
    return model


def without_classifier(model):
    if name.startswith("vgg"):
        return model.features
    if name.startswith("res"):
        model.fc = nn.Identity()
    elif name.startswith("vit"):
        model.heads = nn.Identity()
    elif name.startswith("convnext"):
        model.classifier[2] = nn.Identity()
    else:
        model.classifier = nn.Identity()
    return model


def write(file, tensor):
    file.write(tensor.detach().contiguous().numpy().tobytes())


model = network()
images = torch.rand(batch, 3, size, size)
rows = (images - MEAN) / DEVIATION
model.train()
with torch.no_grad():
    if any(isinstance(module, nn.BatchNorm2d) for module in model.modules()):
        for _ in range(10):  # statistics that are those of some images
            model((torch.rand(batch, 3, size, size) - MEAN) / DEVIATION)
torch.save(model.state_dict(), os.path.join(folder, name + ".pth"))

backbone = without_classifier(model)
backbone.eval()
with torch.no_grad():
    features = backbone(rows)
features = features.mean((2, 3)) if features.dim() == 4 else features
backbone.train().double()
output = backbone(rows.double())
form = (torch.rand_like(output) - 0.5).float().double()
(output * form).sum().backward()

with open(os.path.join(folder, "images.bin"), "wb") as file:
    write(file, images)
with open(os.path.join(folder, "rows.bin"), "wb") as file:
    write(file, rows)
with open(os.path.join(folder, "form.bin"), "wb") as file:
    write(file, form.float())
prefix = "features." if name.startswith("vgg") else ""
tensors = [("features", features)] + [(prefix + key, parameter.grad) for key, parameter in backbone.named_parameters()]
with open(os.path.join(folder, "values.bin"), "wb") as file, open(os.path.join(folder, "values.txt"), "w") as names:
    for key, tensor in tensors:
        write(file, tensor.float())
        names.write(f"{key} {tensor.numel()}\n")
