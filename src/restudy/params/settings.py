"""The settings of a cell: data, model, optimizer and training."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Block(BaseModel):
    """A block of params.yaml: unknown keys are errors, and nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


Width = Annotated[int, Field(ge=1)]


class Pixels(Block):
    """How stored values become a model's input: (value / scale - mean) / std."""

    scale: float = Field(gt=0, description="Stored values, 0 to 255, are divided by this first.")
    mean: float = Field(description="Subtracted after scaling.")
    std: float = Field(gt=0, description="Divides the difference.")


class MLP(Block):
    """Multilayer perceptron with ReLU."""

    name: Literal["mlp"] = Field(description="Multilayer perceptron on flattened pixels.")
    hidden: list[Width] = Field(min_length=1, description="Widths of the hidden layers.")


class LSTM(Block):
    """LSTM that reads an image row by row."""

    name: Literal["lstm"] = Field(description="LSTM over rows; its last step feeds one linear layer.")
    hidden: Width = Field(description="Units of each layer.")
    layers: Width = Field(description="Stacked layers.")


class BatchNorm(Block):
    """Batch norm of every convolution block."""

    position: Literal["before_relu", "after_relu"] = Field(description="Where it stands in the block.")
    momentum: float = Field(gt=0, le=1, description="Weight of the new batch in the running statistics (PyTorch's).")
    eps: float = Field(gt=0, description="Added to the variance.")


class CNN(Block):
    """Convolution blocks (convolution, ReLU, optional batch norm, pooling), then dense layers."""

    name: Literal["cnn"] = Field(description="Convolutional network.")
    channels: list[Width] = Field(min_length=1, description="Filters of each convolution.")
    kernel: Width = Field(description="Side of the square filters, in pixels.")
    padding: list[Annotated[int, Field(ge=0)]] = Field(description="Zeros on each side, one number per convolution.")
    pool: Literal["max", "average"] = Field(description="Pooling after each block.")
    pool_size: Width = Field(2, description="Side and stride of the pooling window, in pixels.")
    batch_norm: BatchNorm | None = Field(None, description="Batch norm of each block; null for none.")
    hidden: list[Width] = Field([], description="Widths of the dense layers before the output.")
    dropout: float = Field(0.0, ge=0, lt=1, description="Probability of dropping a unit after each hidden layer.")
    initialisation: Literal["pytorch", "keras"] = Field(
        "pytorch", description="PyTorch's default weights, or Keras': Glorot-uniform with zero biases."
    )

    @model_validator(mode="after")
    def _one_padding_per_convolution(self) -> "CNN":
        if len(self.padding) != len(self.channels):
            raise ValueError(
                f"padding has {len(self.padding)} numbers and channels {len(self.channels)}; give one per convolution"
            )
        return self


class SGD(Block):
    """Stochastic gradient descent."""

    name: Literal["sgd"] = Field(description="Stochastic gradient descent, with momentum if that is above 0.")
    lr: float = Field(gt=0, description="Learning rate.")
    momentum: float = Field(0.0, ge=0, lt=1, description="Share of the last step that is kept.")


class Adam(Block):
    """Adam (Kingma and Ba 2015)."""

    name: Literal["adam"] = Field(description="Adam.")
    lr: float = Field(gt=0, description="Learning rate.")
    eps: float = Field(1e-8, gt=0, description="Added to the root of the second moment.")


class EarlyStopping(Block):
    """Stop when the validation loss no longer falls, and restore the best epoch's weights."""

    patience: Width = Field(description="Epochs without a lower validation loss before training stops.")


Model = Annotated[MLP | CNN | LSTM, Field(discriminator="name")]
Optimizer = Annotated[SGD | Adam, Field(discriminator="name")]
Keep = Literal["epoch_weights", "first_epoch_steps"]


class Settings(Block):
    """Everything that decides a trial, apart from its seed and the code."""

    split: str = Field(description="Name of a split under `splits`.")
    pixels: Pixels = Field(description="How stored values become a model's input.")
    model: Model = Field(description="The network; replaced as a whole when its name changes.")
    optimizer: Optimizer = Field(description="The optimizer; replaced as a whole when its name changes.")
    batch_size: Width = Field(description="Images per training step.")
    evaluation_batch_size: Width = Field(
        description="Images per forward pass in evaluation; total losses depend on it."
    )
    epochs: Width = Field(description="The most epochs to train.")
    early_stopping: EarlyStopping | None = Field(description="Early stopping; null trains every epoch.")
    keep: list[Keep] = Field(
        description="What training leaves besides: weights of each epoch, first epoch's step losses."
    )
    threads: Width = Field(
        description="CPU threads of one trial; they change the order of additions, so the digest has them."
    )
