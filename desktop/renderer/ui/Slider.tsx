// A value on a line.
import { Slider as Radix } from 'radix-ui';
import { useId } from 'react';
import styles from './Slider.module.css';

interface SliderProps {
  label: string;
  value: number;
  onChange: (value: number) => void;
  min?: number;
  max?: number;
  step?: number;
  /** How the value is shown and read out, such as "80 %". */
  format?: (value: number) => string;
  disabled?: boolean;
}

/** A slider with its label and value above it. */
export function Slider({
  label,
  value,
  onChange,
  min = 0,
  max = 100,
  step = 1,
  format = String,
  disabled,
}: SliderProps) {
  const id = useId();
  return (
    <div className={styles.field}>
      <span id={id} className={styles.label}>
        {label}
      </span>
      <output className={styles.value}>{format(value)}</output>
      <Radix.Root
        value={[value]}
        onValueChange={([next]) => next !== undefined && onChange(next)}
        min={min}
        max={max}
        step={step}
        disabled={disabled}
        className={styles.slider}
      >
        <Radix.Track className={styles.track}>
          <Radix.Range className={styles.range} />
        </Radix.Track>
        <Radix.Thumb aria-labelledby={id} aria-valuetext={format(value)} className={styles.thumb} />
      </Radix.Root>
    </div>
  );
}
